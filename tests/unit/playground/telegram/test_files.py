import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.telegram.world.files import FileStore, clean_file_name, picture_size
from playground.telegram.world.values import MediaKind


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("reports.zip", "reports.zip"),
        ("../../etc/passwd", "passwd"),
        ("c:\\x\\отчёт за май.xlsx", "отчёт за май.xlsx"),
        ('a"b<c>?.zip', "a b c.zip"),
        ("..", ""),
        (".gitignore", "gitignore"),
        ("x" * 99 + ".zip", "x" * 60 + ".zip"),
        ("a." + "z" * 30, "a." + "z" * 20),
        ("", ""),
    ],
)
def test_names(name: str, kept: str) -> None:
    """A name loses its path and what could harm, and is cut."""
    assert clean_file_name(name) == kept


@given(st.text(max_size=100))
def test_any_name(name: str) -> None:
    """No name leads anywhere or is long."""
    kept = clean_file_name(name)
    assert not set(kept) & set('/\\<>:"|?*\n\0')
    assert len(kept) <= 81


def test_pictures() -> None:
    """The size of a picture is in its header."""
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes([0, 0, 1, 0, 0, 0, 0, 9])
    jpeg = b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\x20\0\x40\3rest"
    assert picture_size(png) == (256, 9)
    assert picture_size(jpeg) == (64, 32)
    assert picture_size(b"GIF89a") is None
    assert picture_size(b"\xff\xd8\xff\xd9") is None


def test_ids() -> None:
    """A file has another id for each bot, and one that is the same for all."""
    store = FileStore()
    file = store.add(MediaKind.DOCUMENT, b"x", name="a.csv")
    first, second = store.file_id(file, 1), store.file_id(file, 2)
    assert first != second
    assert store.find(first, 1) is file
    assert store.find(first, 2) is None
    assert store.find(first, None) is file
    assert store.find("no such id", None) is None
    assert file.mime_type == "text/csv"
