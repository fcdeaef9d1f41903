"""Bytes into text, whatever is declared."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages import charset
from parser.pages.charset import PRESCAN, codec_of, damage, decode, encoding_of, from_label

RUSSIAN = "<title>Купить смартфон недорого в Москве</title><p>Каталог: ноутбуки. ЦЕНА 100 руб.</p>"
UKRAINIAN = "<title>Купити білий їжак у Києві, ціна</title>"
HEADERS = [
    *(None, "text/html", "text/html; charset=utf-8", "text/html; charset=ISO-8859-1"),
    *("text/html;charset=windows-1251", "text/html; charset=koi8-r", "text/html; charset=nonsense"),
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"],
)
def test_russian_is_read_whatever_the_header_says(encoding: str, header: str | None) -> None:
    """A wrong, missing or unknown declaration does not spoil a page that letters can tell."""
    assert decode(RUSSIAN.encode(encoding), content_type=header)[0] == RUSSIAN


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("encoding", ["cp1251", "koi8-u"])
def test_ukrainian_is_read_whatever_the_header_says(encoding: str, header: str | None) -> None:
    """The letters that Russian lacks do not mislead."""
    assert decode(UKRAINIAN.encode(encoding), content_type=header)[0] == UKRAINIAN


@pytest.mark.parametrize(
    ("body", "header", "encoding"),
    [
        (b"", None, "utf-8"),
        (b"plain", None, "utf-8"),
        (b"plain", "text/html; charset=windows-1251", "windows-1251"),
        (b"caf\xc3\xa9", "text/html; charset=windows-1252", "utf-8"),
        (b"caf\xe9", "text/html; charset=iso-8859-1", "windows-1252"),
        (b"\x80 100", "text/html; charset=latin1", "windows-1252"),
        (b'<meta charset="windows-1252">\xe9', "text/html; charset=utf-8", "windows-1252"),
        (b"<meta charset=koi8-r>x", None, "koi8-r"),
        (
            b"<META http-equiv='Content-Type' CONTENT='text/html;charset=cp-1251'>x",
            None,
            "windows-1251",
        ),
        (b"<meta content='text/html;charset=koi8-r' http-equiv=x>x", None, "koi8-r"),
        (b"<!-- <meta charset=koi8-r> --><meta charset=x-sjis>x", None, "shift_jis"),
        (b"<meta name=description content='charset=koi8-r'>x", None, "utf-8"),
        (b"<meta charset=koi8-r>x", "text/html; charset=iso-8859-1", "koi8-r"),
        (b"<meta charset=koi8-r>x", "text/html; charset=utf-8", "utf-8"),
        (b"<meta charset=utf-16>x", None, "utf-8"),
        (b"<?xml version='1.0' encoding='windows-1251'?><a/>", None, "windows-1251"),
        (b" " * PRESCAN + b"<meta charset=koi8-r>", None, "utf-8"),
        (b"\xef\xbb\xbf\xff", "text/html; charset=koi8-r", "utf-8"),
        (b"\xff\xfea\0", "text/html; charset=utf-8", "utf-16le"),
        (b"\0<\0a\0>", None, "utf-16be"),
        ("日本語の商品".encode("euc-jp"), "text/html; charset=EUC-JP", "euc-jp"),
        ("商品".encode("gbk"), "text/html; charset=gb2312", "gbk"),
        ("Größe öß überall".encode("cp1252"), "text/html; charset=iso-8859-1", "windows-1252"),
        ("Ж".encode("cp1251"), "text/html; charset=windows-1251", "windows-1251"),
        (b"Was \xa339.99, now \xa329.99. \xa9 2026", None, "windows-1252"),
        (b"Was \xa339.99, now \xa329.99", "text/html; charset=utf-8", "windows-1252"),
        (b"10 \xd7 20 cm, 5 m\xb2", None, "windows-1252"),
        ("Żółty czajnik, wysyłka gratis".encode("cp1250"), None, "windows-1250"),
        (RUSSIAN.encode()[:40] + b"\xff" + RUSSIAN.encode()[40:], None, "utf-8"),
        (RUSSIAN.encode()[:-1] + b"\xd0", None, "utf-8"),
    ],
)
def test_the_encoding_is_settled_by_witnesses_in_order(
    body: bytes, header: str | None, encoding: str
) -> None:
    """Mark, valid UTF-8, header, document, letters: each is believed as far as the bytes agree."""
    assert encoding_of(body, header) == encoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Tênis de corrida não disponível, avaliação dos clientes", "cp1252"),
        ("Löparskor för herrar, fri frakt på köp över femhundra kronor", "cp1252"),
        ("Añadir al carrito, descripción del artículo, envío rápido", "cp1252"),
        ("Przesyłka już od dwustu złotych, ściągnij świetny gruby wąż", "iso-8859-2"),
        ("Erkek koşu ayakkabısı, yüksek yastıklama, ücretsiz alışveriş", "cp1254"),
        ("Grąžinimas per trisdešimt dienų, prekės aprašymas, į krepšelį", "cp1257"),
        ("Ανδρικά παπούτσια για τρέξιμο, προσθήκη στο καλάθι", "cp1253"),
        ("נעלי ריצה לגברים עם בולם זעזועים, משלוח חינם", "cp1255"),
        ("メンズランニングシューズ、カートに入れる、在庫あり", "euc-jp"),
        ("男士跑步鞋，加入购物车，有现货", "gb18030"),
    ],
)
@pytest.mark.parametrize("scripts", [0, 40_000])
def test_a_page_that_declares_nothing_is_read_by_its_letters(
    text: str, encoding: str, scripts: int
) -> None:
    """In the languages that used to be taken for Central European or Cyrillic, behind any length of scripts."""
    page = f"<script>{'x' * scripts}</script><title>{text}</title><p>{text}. 29,90</p>"
    assert decode(page.encode(encoding))[0] == page


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("UTF8", "utf-8"),
        ("'utf-8'", "utf-8"),
        ("utf_8", "utf-8"),
        ("unicode-1-1-utf-8", "utf-8"),
        ("Windows-1251", "windows-1251"),
        ("cp-1251", "windows-1251"),
        ("win1251", "windows-1251"),
        ("x-sjis", "shift_jis"),
        ("latin1", "windows-1252"),
        ("US-ASCII", "windows-1252"),
        ("iso-8859-9", "windows-1254"),
        ("KOI8-RU", "koi8-u"),
        ("utf-7", None),
        ("base64", None),
        ("", None),
    ],
)
def test_labels_are_the_browsers_and_their_slips(label: str, encoding: str | None) -> None:
    """The WHATWG table, punctuation left out; Python's other codecs are not reachable."""
    assert from_label(label) == encoding


def test_every_encoding_has_a_codec() -> None:
    """Each name that can be answered can also be decoded."""
    for encoding in set(charset._ENCODINGS.values()):
        assert codecs.lookup(codec_of(encoding))


def test_damage_is_counted() -> None:
    """Each byte that could not be read is one character lost."""
    text, encoding = decode(RUSSIAN.encode()[:7] + b"\xff\xff" + RUSSIAN.encode()[7:])
    assert (encoding, damage(text)) == ("utf-8", 2)


@given(st.binary(), st.none() | st.text())
def test_any_bytes_have_a_text(body: bytes, header: str | None) -> None:
    """Decoding never fails, and gives no mark and no half of a pair."""
    text, encoding = decode(body, content_type=header)
    assert text.isprintable() or text.encode()
    assert encoding == encoding_of(body, header)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_utf_8_is_read_back(text: str) -> None:
    """Undeclared UTF-8 comes back as it was, but for a byte order mark."""
    body = text.encode()
    if b"\0" not in body:
        assert decode(body)[0] == text.removeprefix("\ufeff")
