"""Packing: how an archive is split when no document could hold it."""

import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from runner.reports.archive import split
from runner.reports.packing import Member, pack

names = st.builds(
    "{}/{}".format, st.sampled_from(["a", "b", "c"]), st.integers(0, 99).map(lambda n: f"{n}.csv")
)


@given(st.dictionaries(names, st.integers(0, 50), max_size=30), st.integers(50, 200))
def test_every_file_is_in_exactly_one_part_below_the_limit(
    sizes: dict[str, int], limit: int
) -> None:
    """No part is too large, nothing is lost, nothing comes twice."""
    parts = split(list(sizes.items()), limit)
    assert sorted(name for part in parts for name in part) == sorted(sizes)
    assert all(sum(sizes[name] for name in part) <= limit for part in parts)


def test_a_site_stays_together_where_it_can() -> None:
    """Files of one folder go into one part, unless the folder alone is too large."""
    sizes = [("a/1", 40), ("a/2", 40), ("b/1", 40), ("b/2", 10)]
    assert split(sizes, 100) == [["a/1", "a/2"], ["b/1", "b/2"]]
    assert split([("a/1", 70), ("a/2", 70)], 100) == [["a/1"], ["a/2"]]


def test_a_file_larger_than_the_limit_has_a_part_of_its_own() -> None:
    """It is delivered as a link then; it is not dropped."""
    assert split([("a/1", 300), ("a/2", 1)], 100) == [["a/1"], ["a/2"]]


def test_a_packed_archive_opens(tmp_path: Path) -> None:
    """What was put in comes out, under its name."""
    file = tmp_path / "x"
    file.write_text("данные", encoding="utf-8")
    target = tmp_path / "z.zip"
    pack(
        [Member(path=file, name="shop/full.csv"), Member(path=file, name="shop/shop.xlsx")], target
    )
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert archive.read("shop/full.csv").decode() == "данные"
        assert archive.namelist() == ["shop/full.csv", "shop/shop.xlsx"]
