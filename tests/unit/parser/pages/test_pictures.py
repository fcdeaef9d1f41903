"""Where the pictures of a page are."""

from parser.pages.reading import SiteRules, read_page

URL = "https://shop.example/a/b"
WANTED = SiteRules(pictures=True)


def pictures(body: str) -> tuple[str, ...] | None:
    """As the reading of a page tells them."""
    return read_page(body.encode(), url=URL, rules=WANTED).pictures


def test_nobody_looks_for_pictures_unless_told() -> None:
    """None is not the same as a page without pictures."""
    body = b'<img src="/a.png">'
    assert read_page(body, url=URL).pictures is None
    assert pictures("<p>No picture</p>") == ()


def test_each_picture_is_named_once_and_absolute() -> None:
    """In document order, by the page's base, without fragments."""
    shown = '<base href="/img/"><img src="b.png"><img src="/a.png"><img src="b.png#x"><img>'
    assert pictures(shown) == ("https://shop.example/img/b.png", "https://shop.example/a.png")


def test_pictures_that_load_late_are_found_where_scripts_look() -> None:
    """Beside a placeholder that is a file of its own; one within the page is no address."""
    shown = (
        '<img src="/dot.gif" data-src="/late.jpg">'
        '<img src=" data:image/gif;base64,R0lGOD" data-original="/later.jpg">'
        '<img data-src="" data-lazy-src="//cdn.example/latest.jpg">'
        "<noscript><img src=/counter.gif></noscript>"
    )
    assert pictures(shown) == (
        "https://shop.example/dot.gif",
        "https://shop.example/late.jpg",
        "https://shop.example/later.jpg",
        "https://cdn.example/latest.jpg",
    )


def test_what_is_no_address_of_a_file_is_left_out() -> None:
    """Other schemes, and hosts that cannot be."""
    assert pictures('<img src="blob:x"><img src="http://[bad"><img src="about:blank">') == ()
