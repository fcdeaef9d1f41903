"""One parsed page."""

import pytest

from parser.pages.document import Document, heading_text, text_of


def page(html: str | bytes, url: str = "https://shop.example/a/b?c=1") -> Document:
    """A document of some HTML."""
    return Document(html.encode() if isinstance(html, str) else html, url=url)


def test_titles_of_drawings_are_no_titles() -> None:
    """An SVG has titles of its own; several of the page are all kept."""
    document = page(
        "<svg><title>close</title></svg><title>One</title><title>Two  x</title><svg><title>no</title></svg>"
    )
    assert document.titles == ["One", "Two x"]


def test_what_no_visitor_sees_is_not_text() -> None:
    """Scripts, styles, templates, comments, noscript and hidden elements."""
    document = page(
        "<body>a<script>b</script><style>c</style><template>d</template><!-- e --><noscript>f</noscript>"
        '<p hidden>g</p><p style="color:red; DISPLAY : none">h<b hidden>i</b></p><svg><text>j</text></svg><p>k</p>'
    )
    document.hide_unseen()
    assert document.main_text.split() == ["a", "k"]


def test_what_alpine_shows_in_one_state_is_not_seen() -> None:
    """Cloaked until a script has looked at the state; a whole component may be cloaked and is shown."""
    document = page(
        "<p x-show=sold x-cloak>a</p><p x-show=there>b</p><div x-cloak style='pointer-events:none'>c</div>"
    )
    document.hide_unseen()
    assert document.main_text == "b\nc"


@pytest.mark.parametrize("root", ["<html {}><body>", "<html><body {}>"])
@pytest.mark.parametrize("attribute", ["hidden", 'style="display:none"'])
def test_a_page_that_hides_its_root_is_read(root: str, attribute: str) -> None:
    """A script shows it later; what is hidden inside stays hidden."""
    document = page(f"{root.format(attribute)}a<p hidden>b</p>")
    document.hide_unseen()
    assert document.main_text == "a"


def test_an_element_that_matches_twice_comes_once() -> None:
    """Whether all are asked for at once or one after another; the first can be had alone."""
    document = page('<p class="x" id="x1">1<b id="x2">2</b></p><p class="x">3</p>')
    selector = '[class*="x"],[id*="x"]'
    assert [node.tag for node in document.each(selector)] == ["p", "b", "p"]
    assert [node.tag for node in document.select(selector)] == ["p", "b", "p"]
    assert text_of(next(document.each(selector))) == "1 2"


def test_hidden_parts_in_hidden_parts_go_with_them() -> None:
    """However deep they nest, and what comes after them stays."""
    document = page(f"<p>a</p>{'<div hidden><b>b</b>' * 3000}{'</div>' * 3000}<h2>c</h2><b>d</b>")
    document.hide_unseen()
    assert [text_of(node) for node in [*document.headings, *document.nodes("b")]] == ["c", "d"]
    assert document.main_text.split() == ["a", "c", "d"]


def test_what_stands_in_for_an_element_is_not_seen() -> None:
    """A browser shows the film, not the sentence inside; nor a dialogue that nobody has opened."""
    document = page(
        "<p>a</p><iframe src=x>no frames?</iframe><video src=x><p>no films?</p></video><audio>no</audio>"
        "<canvas>no</canvas><datalist id=towns><option>Moscow</datalist><p>b</p><iframe src=y></iframe>"
        "<dialog><b>Cookies?</b><video>no</video></dialog><dialog open>c</dialog><div hidden><dialog>d</dialog></div>"
    )
    document.hide_unseen()
    assert document.main_text.split() == ["a", "b", "c"]
    assert [node.attributes for node in document.nodes("iframe")] == [{"src": "y"}]


def test_nodes_that_were_hidden_are_not_handed_out() -> None:
    """After hiding, the elements inside are gone from every list."""
    document = page("<div hidden><h2>a</h2><h2>b</h2></div><h2>c</h2>")
    assert len(document.nodes("h2")) == 3
    document.hide_unseen()
    assert [text_of(node) for node in document.nodes("h2")] == ["c"]


def test_words_are_not_torn_by_inline_elements() -> None:
    """Bold letters and line-break hints stand inside words; blocks end them."""
    document = page("<p>H<sub>2</sub>O Wo<wbr>rd</p><ul><li>one</li><li>two</li></ul>")
    assert document.main_text.split() == ["H2O", "Word", "one", "two"]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Phone<sup>2</sup> is <b>here</b>!", "Phone2 is here!"),
        ("<a href='/'>Star<sup><i>TM</i></sup></a>", "StarTM"),
        ("Long<wbr>word", "Longword"),
        ("<b>Maker</b><br>Model", "Maker Model"),
        ("<b class='maker'>Maker</b><b class='model'>Model</b>", "Maker Model"),
        ("<span>Maker</span><span>Model</span>", "Maker Model"),
    ],
)
def test_bare_marks_do_not_tear_the_words_of_a_heading(heading: str, text: str) -> None:
    """A mark without attributes joins what is around it; a line of its own stays apart."""
    document = page(f"<h1>{heading}</h1><p>a<b>b</b></p>")
    assert [text_of(node) for node in document.headings] == [text]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Kettle <span>Bosch</span>, <span>white</span>", "Kettle Bosch, white"),
        ("Kettle (<span>new</span>) «<a href=/b>Bosch</a>»!", "Kettle (new) «Bosch»!"),
        ("<span>Microsoft</span><span>.NET</span>", "Microsoft .NET"),
        ("<span>Prix</span> : 10, mais oui !", "Prix : 10, mais oui !"),
        ("Kettle , white", "Kettle , white"),
    ],
)
def test_signs_stay_at_the_words_of_a_heading(heading: str, text: str) -> None:
    """A comma behind an element, a bracket around one; the page's own spaces stay."""
    assert [heading_text(node) for node in page(f"<h1>{heading}</h1>").headings] == [text]


def test_the_main_text_is_without_what_is_around() -> None:
    """Navigation, header, footer and asides fall away, but not a header that holds the main heading."""
    document = page(
        "<header>logo</header><nav>menu</nav><div role=navigation>more</div><header><h1>Head</h1></header>"
        "<p>body</p><aside>side <nav>x</nav></aside><footer>foot</footer>"
    )
    assert document.main_text.split() == ["Head", "body"]
    assert document.text_length > len(document.main_text)


def test_main_is_used_where_it_holds_the_content() -> None:
    """A long `<main>` is the text; an empty one is not."""
    long = "word " * 60
    assert "around" not in page(f"<p>around</p><main><h1>A</h1>{long}</main>").main_text
    assert "around" in page("<p>around</p><main></main>").main_text


@pytest.mark.parametrize(
    ("base", "href", "url"),
    [
        ("", "x", "https://shop.example/a/x"), ('<base href="/z/">', "x", "https://shop.example/z/x"),
        ('<base href="https://other.example/q/">', "x", "https://other.example/q/x"), ('<base href="">', "x", "https://shop.example/a/x"),
        ('<base href="javascript:1">', "x", "https://shop.example/a/x"), ('<base target="_blank"><base href="/z/">', "?y", "https://shop.example/z/?y"),
    ],
)  # fmt: skip
def test_links_are_relative_to_the_base(base: str, href: str, url: str) -> None:
    """The first `<base href>` that leads anywhere."""
    assert page(f"<head>{base}</head>").resolve(href) == url


def test_an_address_that_is_none_gives_no_base() -> None:
    """A page from nowhere resolves nothing and raises nothing."""
    document = page("<a href='/x'>x</a>", url="nonsense")
    assert document.base is None
    assert document.resolve("/x") is None


def test_old_encodings_are_read() -> None:
    """Declared or not, Russian bytes become Russian text."""
    text = "<meta charset=windows-1251><title>Чайник заварочный</title>"
    document = page(text.encode("cp1251"))
    assert document.titles == ["Чайник заварочный"]
    assert document.encoding == "windows-1251"
    assert page(b"\xef\xbb\xbf<title>x</title>").titles == ["x"]


def test_metas_are_found_by_their_names() -> None:
    """Name and property as one, http-equiv apart, in any case, each occurrence in order."""
    document = page(
        '<meta NAME="Description" content="a"><meta property="og:title" content="b"><meta http-equiv=refresh content=c><meta name=description content=" d ">'
    )
    assert document.metas.named["description"] == document.metas.all["description"] == ["a", "d"]
    assert document.meta("missing", "og:title") == "b"
    assert document.metas.http_equiv["refresh"] == ["c"]
    assert document.meta("refresh") is None


def test_elements_are_found_by_words_in_their_names() -> None:
    """In class or id, in any case; a word that occurs nowhere costs nothing and finds nothing."""
    document = page('<p class="productPrice">1</p><p id="price">2</p><p class="x">3</p>')
    assert [text_of(node) for node in document.named(["price"])] == ["1", "2"]
    assert document.named(["cena"]) == []


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"<", b"<frameset>", b"\xff\xfe", b"<html", b"\x00" * 1000]
)
def test_next_to_nothing_is_a_document_too(body: bytes) -> None:
    """No body, no root, no text."""
    document = page(body)
    document.hide_unseen()
    assert document.titles == []
    assert isinstance(document.main_text, str)
