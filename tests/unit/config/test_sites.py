"""The sites file: what is read, and the one line for each fault."""

import json
from pathlib import Path

import pytest

from config.sites import SitesFileError, load_catalogue

SHOP = {"id": "shop", "url": "https://shop.example"}


def write(path: Path, document: object) -> Path:
    """A sites file with this content."""
    file = path / "sites.json"
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_bare_list_is_enough(tmp_path: Path) -> None:
    """The short form of the file is a list; a missing name is the id, a bare host gets its slash."""
    catalogue = load_catalogue(write(tmp_path, [SHOP]))
    site = catalogue.sites["shop"]
    assert (site.title, site.url, site.policy) == ("shop", "https://shop.example/", "default")


def test_the_long_form_has_words_for_tags(tmp_path: Path) -> None:
    """An object with sites and tags; the order of the file is kept."""
    second = {**SHOP, "id": "a-first", "tags": ["diy"]}
    document = {"sites": [SHOP, second], "tags": {"diy": ["стройка"]}}
    catalogue = load_catalogue(write(tmp_path, document))
    assert list(catalogue.sites) == ["shop", "a-first"]
    assert catalogue.tag_words == {"diy": ("стройка",)}


def test_the_sample_catalogue_is_sound() -> None:
    """config/sites.json itself can be used."""
    catalogue = load_catalogue(Path(__file__).parents[3] / "config" / "sites.json")
    assert len(catalogue.sites) == 12
    assert catalogue.unknown_keys == ()


def test_stray_keys_are_told(tmp_path: Path) -> None:
    """A typing error in a key is not silently nothing: the doctor shows it."""
    catalogue = load_catalogue(write(tmp_path, [{**SHOP, "alises": ["x"]}]))
    assert catalogue.unknown_keys == ("sites.alises",)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "not JSON"),
        ("[]", "empty"),
        ("{}", "list of sites"),
        ("3", "list of sites"),
        ("[3]", "site 1"),
        ([{"id": "shop"}], r"site 1 \(shop\): url"),
        ([{"url": "https://x.example/"}], "site 1: id"),
        ([{**SHOP, "id": "Большой магазин"}], "small Latin letters"),
        ([{**SHOP, "id": "con"}], "Windows has no folder of that name"),
        ([{**SHOP, "url": "shop.example"}], "whole address"),
        ([{**SHOP, "url": "http://[bad/"}], "not an address"),
        ([{**SHOP, "url": "http://shop.example:port/"}], "not an address"),
        ([{**SHOP, "url": "http://shop example/"}], "not an address"),
        ([{**SHOP, "url": "https://anna:secret@shop.example/"}], "without a name and a password"),
        ([{**SHOP, "url": "https://shop,ru/"}], "not an address"),
        ([{**SHOP, "url": "https://shop..example/"}], "not an address"),
        ([{**SHOP, "url": f"https://{'a' * 64}.example/"}], "not an address"),
        ([SHOP, SHOP], "twice"),
        ([{**SHOP, "aliases": "one"}], "aliases"),
        ([{**SHOP, "currency": "rub"}], "currency"),
        ({"sites": [SHOP], "tags": ["diy"]}, "tags"),
        ({"sites": [SHOP], "tags": {"diy": "стройка"}}, "tags.diy"),
        ("[" * 100_000, "nested too deep|not JSON"),
    ],
)
def test_a_fault_is_one_line_that_names_the_place(
    tmp_path: Path, document: object, words: str
) -> None:
    """Every fault says the file, the entry and what is wrong."""
    file = write(tmp_path, document)
    with pytest.raises(SitesFileError, match=words) as caught:
        load_catalogue(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "host", ["shop.example.", "шоп.рф", "xn--n1acz.xn--p1ai", "my_shop.example", "[::1]:8080"]
)
def test_a_host_is_whatever_a_crawl_can_ask(tmp_path: Path, host: str) -> None:
    """International names, underscores, and addresses without a name."""
    entry = {**SHOP, "url": f"http://{host}/"}
    assert load_catalogue(write(tmp_path, [entry])).sites["shop"].url == entry["url"]


def test_a_missing_file_names_the_setting(tmp_path: Path) -> None:
    """SITES_FILE that is not there."""
    with pytest.raises(SitesFileError, match="SITES_FILE"):
        load_catalogue(tmp_path / "none.json")
