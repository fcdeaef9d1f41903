"""Pages built to keep a parser busy are trimmed; all others go through as they are."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from parser.pages.markup_limits import MAX_ATTRIBUTES, MAX_DEPTH, MAX_TAGS, within_limits


def test_a_sane_page_is_not_touched() -> None:
    """The very same bytes, even of a large page with unclosed paragraphs and rows."""
    page = (
        b"<!doctype html><body>"
        + b"<ul><li>one<li>two</ul><p>text<p>more<table><tr><td>1<td>2</table>" * 2000
    )
    assert within_limits(page) is page or within_limits(page) == page


def test_pages_of_few_tags_are_not_looked_into() -> None:
    """Twelve thousand tags are borne in any nesting; one more, and what is too deep goes."""
    assert within_limits(b"<b>" * 12_000) == b"<b>" * 12_000
    assert within_limits(b"<b>" * 12_001) == b"<b>" * MAX_DEPTH


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "unit",
    [
        b"<div>",
        b"<b>",
        b"<span>",
        b"<ul><li>",
        b"<div><object></div>",
        b"<div></x>",
        b"<a><div>",
        b"<table><div>",
        b"<svg>",
        b"<x-y>",
    ],
)
def test_endless_nesting_is_cut(unit: bytes) -> None:
    """Two million bytes of it are parsed in a moment, at a depth browsers bear."""
    trimmed = within_limits(unit * (2_000_000 // len(unit)))
    tree = LexborHTMLParser(trimmed, scripting=True)
    node, depth = tree.tags("*")[-1], 0
    while (node := node.parent) is not None:  # type: ignore[assignment] # ends with None
        depth += 1
    assert depth <= 2 * MAX_DEPTH


@pytest.mark.timeout(30)
@pytest.mark.parametrize("form", ["a{}=1", "a{}", 'a{}=">"', "a{}='<b>'"])
def test_a_million_attributes_are_cut(form: str) -> None:
    """Only the first few hundred of one element are kept."""
    body = (
        b"<p "
        + " ".join(form.format(number) for number in range(300_000)).encode()
        + b">x</p><i>y</i>"
    )
    tree = LexborHTMLParser(within_limits(body), scripting=True)
    assert all(len(node.attributes) <= MAX_ATTRIBUTES + 1 for node in tree.tags("p"))


def test_what_stands_before_and_behind_the_excess_is_kept() -> None:
    """A title in front and the text inside the deep part are still there."""
    body = (
        b"<title>T</title>" + b"<div>" * 20_000 + b"deep" + b"</div>" * 20_000 + b"<h1>after</h1>"
    )
    tree = LexborHTMLParser(within_limits(body))
    assert tree.css_first("title") is not None
    assert "deep" in tree.text()
    assert tree.css_first("h1") is not None


def test_scripts_and_comments_are_not_markup() -> None:
    """Tags inside them neither count nor are cut."""
    script = (
        b"<script>"
        + b"'<div>'+" * 30_000
        + b"''</script><!--"
        + b"<div>" * 30_000
        + b"--><p>end</p>"
    )
    assert within_limits(script) == script


def test_a_page_of_too_many_tags_is_cut_off() -> None:
    """After two hundred thousand nothing more is read."""
    assert within_limits(b"<p>a" * (MAX_TAGS * 2)).count(b"<p>") == MAX_TAGS
