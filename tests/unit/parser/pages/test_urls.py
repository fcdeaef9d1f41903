"""One spelling for every address."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parser.pages.urls import (
    MAX_LENGTH,
    Base,
    address_id,
    escaped,
    host_key,
    normalise,
    readable,
    readable_text,
    same_site,
    site_prefixes,
    without_tracking,
)

PIECES = [
    *(
        "http://",
        "https:",
        "HTTP:\\",
        "//",
        "/",
        "\\",
        "?",
        "#",
        "@",
        ":",
        "[",
        "]",
        "%",
        "..",
        ".",
    ),
    *("%2e", "%2F", "%d0%b0", "%zz", "%41", " ", "\t", "\n", "\x00", "\x7f", "\ud800", "\ufffd"),
    *(
        "shop",
        ".ru",
        "xn--",
        "xn--e1afmkfd",
        "пример",
        "рф",
        "ß",
        "。",
        "１",
        "💩",
        "127",
        "0x7f",
        "::1",
    ),
    *("a", "=", "&", "+", "*", "$", "|", "^", "80", ":443", ":0", "é", "\u202e", "\u00ad"),
]
TEXT = st.text() | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
ADDRESS = TEXT.map(lambda text: "https://shop.ru/" + text) | TEXT


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTP://ExAmple.COM:80/a/../b/./c", "http://example.com/b/c"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:0443?q", "https://example.com/?q"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("http://example.com/%7euser/%d0%b0%2f", "http://example.com/~user/%D0%B0%2F"),
        ("http://example.com/а б?ц=é", "http://example.com/%D0%B0%20%D0%B1?%D1%86=%C3%A9"),
        ("http://example.com/a|b^c[1]{2}", "http://example.com/a%7Cb%5Ec%5B1%5D%7B2%7D"),
        ("http://example.com/100%?50%", "http://example.com/100%25?50%25"),
        ("http://example.com/%2e%2E/x/%2e", "http://example.com/x/"),
        ("http://example.com/a//../b", "http://example.com/a/b"),
        ("http://example.com/..", "http://example.com/"),
        ("http://example.com/x#part?a", "http://example.com/x"),
        ("http://example.com/?", "http://example.com/?"),
        ("http://example.com./", "http://example.com/"),
        ("https://Пример.РФ/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://xn--e1afmkfd.xn--p1ai/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://faß.de/", "https://xn--fa-hia.de/"),
        ("https://💩.la/", "https://xn--ls8h.la/"),
        ("http://my_shop.example.com/", "http://my_shop.example.com/"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("http://0x7F.0.0.01/", "http://127.0.0.1/"),
        ("http://１２７。０。０。１/", "http://127.0.0.1/"),
        ("http://[::FFFF:1.2.3.4]/", "http://[::ffff:102:304]/"),
        ("http://[2001:DB8:0:0::1]:80/", "http://[2001:db8::1]/"),
        ("  https://example.com/a\tb\nc\r ", "https://example.com/abc"),
        ("http:\\\\example.com\\a\\b?c\\d", "http://example.com/a/b?c%5Cd"),
        ("http:/example.com", "http://example.com/"),
        ("http:example.com", "http://example.com/"),
        ("http://%65xample.com/", "http://example.com/"),
        ("http://example.com/\x01\x7f", "http://example.com/%01%7F"),
        ("http://example.com/\ud800", "http://example.com/%EF%BF%BD"),
    ],
)
def test_an_address_has_one_canonical_spelling(written: str, canonical: str) -> None:
    """What people write becomes what a browser would request, in RFC 3986's normal form."""
    assert normalise(written) == canonical


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.com", "/path", "//example.com/", "ftp://example.com/", "mailto:a@b.ru"),
        *("javascript:alert(1)", "http://", "http:///", "https://?x", "http://user@example.com/"),
        *("http://:pw@example.com/", "http://@example.com/", "http://example.com:0/"),
        *("http://example.com:65536/", "http://example.com:8o/", "http://example.com:٨/"),
        *("http://exa mple.com/", "http://a..b/", "http://.com/", "http://a%2fb/", "http://xn--a/"),
        *("http://256.256.256.256/", "http://1.2.3.4.5/", "http://1.2.3.08/", "http://[::1/"),
        *(
            "http://[::1%25eth0]/",
            "http://[v1.a]/",
            "http://[::1]x/",
            "http://" + "a" * 64 + ".ru/",
        ),
        *("http://" + "abc." * 80 + "ru/", "http://example.com/" + "a" * MAX_LENGTH),
        *("http://ex\x00ample.com/", "http://ex<ample.com/", "http://\ud800.ru/"),
    ],
)
def test_what_cannot_be_fetched_has_no_spelling(text: str) -> None:
    """Other schemes, credentials, broken hosts and ports and endless addresses are refused."""
    assert normalise(text) is None


@given(ADDRESS)
@example("http://x/%2%35")
@example("http://x/\\..\\%2e./")
def test_normalising_twice_is_normalising_once(text: str) -> None:
    """A canonical address is left as it is, and it is ASCII and short enough to be requested."""
    once = normalise(text)
    if once is not None:
        assert normalise(once) == once
        assert once.isascii()
        assert once.isprintable()
        assert len(once) <= MAX_LENGTH


@given(ADDRESS, TEXT)
def test_a_link_resolves_to_a_canonical_address_or_to_nothing(base: str, href: str) -> None:
    """Whatever a page links to, resolving gives the normal form, the same each time."""
    if normalise(base) is None:
        with pytest.raises(ValueError, match="not an http address"):
            Base(base)
        return
    resolved = Base(base).resolve(href)
    assert resolved is None or normalise(resolved) == resolved
    assert Base(base).resolve(href) == resolved


@given(ADDRESS)
def test_an_absolute_address_resolves_to_itself(text: str) -> None:
    """The base does not change what is absolute."""
    canonical = normalise(text)
    if canonical is not None:
        assert Base("http://other.example/x/y?z").resolve(canonical) == canonical


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("", "https://shop.ru/cat/page?x=1"),
        ("#reviews", "https://shop.ru/cat/page?x=1"),
        ("?p=2", "https://shop.ru/cat/page?p=2"),
        ("?p=../2", "https://shop.ru/cat/page?p=../2"),
        ("item-1", "https://shop.ru/cat/item-1"),
        ("./item-1#a", "https://shop.ru/cat/item-1"),
        ("../item", "https://shop.ru/item"),
        ("../../../item", "https://shop.ru/item"),
        ("/item", "https://shop.ru/item"),
        ("/a/../b", "https://shop.ru/b"),
        ("/товар", "https://shop.ru/%D1%82%D0%BE%D0%B2%D0%B0%D1%80"),
        ("/p?filter[color]=red", "https://shop.ru/p?filter%5Bcolor%5D=red"),
        ("//cdn.ru/x", "https://cdn.ru/x"),
        ("/\t/cdn.ru/x", "https://cdn.ru/x"),
        ("\\\\cdn.ru\\x", "https://cdn.ru/x"),
        ("\\x", "https://shop.ru/x"),
        (" /item\n", "https://shop.ru/item"),
        ("https:item", "https://shop.ru/cat/item"),
        ("http:item", "http://item/"),
        ("HTTPS://A.RU", "https://a.ru/"),
        ("a/b:c", "https://shop.ru/cat/a/b:c"),
        ("tel:+74950000000", None),
        ("javascript:void(0)", None),
        ("JavaScript:void(0)", None),
        ("data:text/html,x", None),
        ("https://user:pw@shop.ru/", None),
        ("/" + "a" * MAX_LENGTH, None),
    ],
)
def test_links_resolve_as_in_a_browser(href: str, address: str | None) -> None:
    """RFC 3986 section 5 with the WHATWG reading of slips, base https://shop.ru/cat/page?x=1."""
    assert Base("https://shop.ru/cat/page?x=1#top").resolve(href) == address


def test_a_base_needs_an_http_address() -> None:
    """A page that was fetched has one, so anything else is a mistake of the caller."""
    with pytest.raises(ValueError, match="not an http address"):
        Base("about:blank")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.ru/?utm_source=x&id=7&yclid=9&b=2", "https://a.ru/?id=7&b=2"),
        ("https://a.ru/p?UTM_Campaign=x&gclid=1&fbclid=2&_openstat=3", "https://a.ru/p"),
        ("https://a.ru/?ysclid=1#part", "https://a.ru/#part"),
        ("https://a.ru/?b=%20&&a", "https://a.ru/?b=%20&&a"),
        ("https://a.ru/?gclid", "https://a.ru/"),
        ("https://a.ru/?gclid2=1&autm_x=2", "https://a.ru/?gclid2=1&autm_x=2"),
        ("https://a.ru/p#x?utm_source=1", "https://a.ru/p#x?utm_source=1"),
        ("https://a.ru/p;jsessionid=1A.n1?a=1", "https://a.ru/p?a=1"),
        ("https://a.ru/p;v=2;JSESSIONID=1A/q?utm_a=1", "https://a.ru/p;v=2/q"),
        ("https://a.ru/?PHPSESSID=9f&osCsid=1&id=3", "https://a.ru/?id=3"),
        ("https://a.ru/?sid=1;2", "https://a.ru/?sid=1;2"),
        ("https://a.ru/", "https://a.ru/"),
        ("https://a.ru/x?", "https://a.ru/x"),
        ("https://a.ru/x?#part", "https://a.ru/x#part"),
        ("https://a.ru/x?a=", "https://a.ru/x?a="),
    ],
)
def test_tracking_parameters_are_dropped(address: str, kept: str) -> None:
    """Only what tells where a visitor came from goes; order and spelling of the rest stay."""
    assert without_tracking(address) == kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.shop.ru/x", "http://shop.ru/", True),
        ("https://SHOP.ru", "https://shop.ru/a?b", True),
        ("https://m.shop.ru/", "https://shop.ru/", False),
        ("https://shop.ru:8443/", "https://shop.ru/", False),
        ("https://пример.рф/", "https://www.xn--e1afmkfd.xn--p1ai/", True),
        ("https://shop.ru.evil.ru/", "https://shop.ru/", False),
        ("mailto:a@shop.ru", "https://shop.ru/", False),
        ("/x", "/x", False),
    ],
)
def test_a_site_is_a_host_and_a_port(one: str, other: str, *, same: bool) -> None:
    """The scheme and www. do not matter, subdomains and ports do."""
    assert same_site(one, other) is same
    assert same_site(other, one) is same


def test_the_host_key_leaves_out_the_default_port() -> None:
    """Requests to one server share one key, whatever the scheme and spelling."""
    assert host_key("http://Shop.ru:80/x") == host_key("https://shop.ru") == "shop.ru"
    assert host_key("http://shop.ru:8080/") == "shop.ru:8080"
    with pytest.raises(ValueError, match="not an http address"):
        host_key("shop.ru")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://xn--e1afmkfd.xn--p1ai:81/%D0%B0?q=%D1%8F", "https://пример.рф:81/а?q=я"),
        ("https://a.ru/%20%2F%CF%F0", "https://a.ru/%20%2F%CF%F0"),
        ("https://a.ru/%E2%80%AEx%C2%A0", "https://a.ru/%E2%80%AEx%C2%A0"),
        ("http://[::1]:8/", "http://[::1]:8/"),
        ("not an address", "not an address"),
    ],
)
def test_people_read_letters(address: str, shown: str) -> None:
    """Escaped letters and A-labels are shown; blanks, bytes and direction marks stay escaped."""
    assert readable(address) == shown


@given(ADDRESS)
def test_what_people_read_leads_to_the_same_address(text: str) -> None:
    """The readable form normalises back to the canonical one."""
    canonical = normalise(text)
    if canonical is not None:
        assert normalise(readable(canonical)) == canonical


@given(st.text())
def test_escaping_is_idempotent(text: str) -> None:
    """What is escaped once stays."""
    assert escaped(escaped(text)) == escaped(text)


def test_an_address_id_is_a_stable_signed_64_bit_number() -> None:
    """The key is a part of stored rows: it may never change."""
    assert address_id("https://shop.ru/") == 4850444311348475470
    assert -(2**63) <= address_id("\ud800") < 2**63


@given(ADDRESS, st.sampled_from(["http://", "https://"]), st.sampled_from(["", "www.", "www.www."]))
def test_the_prefixes_of_a_site_say_what_same_site_says(url: str, scheme: str, www: str) -> None:
    """For canonical addresses, which is what links are compared as."""
    canonical = normalise(url)
    root = f"{scheme}{www}shop.ru/x"
    if canonical is not None:
        assert canonical.startswith(site_prefixes(root)) == same_site(canonical, root)
        assert root.startswith(site_prefixes(canonical)) == same_site(root, canonical)


def test_what_is_no_address_has_no_site() -> None:
    """So nothing lies within it."""
    assert site_prefixes("nonsense") == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://xn--e1afmkfd.xn--p1ai/%D1%87%D0%B0%D0%B9",
        "http://www.xn--e1afmkfd.xn--p1ai:8080/?q=%D1%87",
        "https://xn--e1afmkfd.example/a%2Fb",
        "https://shop.example/xn--e1afmkfd",
        "https://xn--0.example/",
        "https://shop.example/?to=http://xn--e1afmkfd.xn--p1ai/",
    ],
)
def test_addresses_in_a_text_are_spelt_like_the_address_alone(url: str) -> None:
    """So that what shows an issue can be looked up among the addresses."""
    assert readable_text(f"404 {url} | 301 {url} > {url}") == "404 {0} | 301 {0} > {0}".format(
        readable(url)
    )
