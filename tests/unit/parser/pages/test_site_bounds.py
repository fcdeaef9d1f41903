"""What belongs to a site."""

import pytest

from parser.pages.site_bounds import belongs

HOST = "https://shop.example"


@pytest.mark.parametrize(
    ("root", "inside", "outside"),
    [
        ("/", ["/", "/ru/", "/ru?x=1"], []),
        ("/ru/", ["/ru/", "/ru/p?x=1", "/ru", "/ru?x=1"], ["/", "/en/", "/rus", "/x/ru/"]),
        ("/ru", ["/", "/en/"], []),
        ("/index.php?lang=/ru/", ["/", "/en/"], []),
        ("/ru/shop/home.html", ["/ru/shop/p", "/ru/shop"], ["/ru/", "/ru/shopping"]),
    ],
)
def test_a_folder_is_bounded_by_its_slash(root: str, inside: list[str], outside: list[str]) -> None:
    """What stands behind the last slash of the site's address is a name in the folder."""
    assert [path for path in inside if not belongs(HOST + path, HOST + root)] == []
    assert [path for path in outside if belongs(HOST + path, HOST + root)] == []


def test_the_host_is_that_of_the_site() -> None:
    """With "www." or without, by either scheme; no other host, and no address that is none."""
    root = f"{HOST}/ru/"
    assert belongs("http://www.shop.example/ru/p", root)
    assert not belongs("https://shop.example.evil/ru/p", root)
    assert not belongs("https://other.example/ru/p", root)
    assert not belongs(f"{HOST}/ru/p", "nothing")
