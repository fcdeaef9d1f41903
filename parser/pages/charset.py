"""Decodes bytes whose declared encoding may be missing or wrong.

The order is the browsers' (byte order mark, HTTP header, `<meta>`), but a declaration is believed only
if the bytes agree with it: valid UTF-8 is UTF-8 whatever a header says; a page wrongly declared UTF-8
falls through to the next declaration; and windows-1251 labelled Latin-1, which servers still send by
default, is recognised by its letters. Encodings have their names of the WHATWG Encoding Standard
("windows-1251", "shift_jis"), which HTML parsers know.

Nothing here raises. What could not be decoded becomes U+FFFD; `damage` counts it.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

PRESCAN = 4096  #: bytes in which a declaration is looked for (WHATWG asks for 1024)
FALLBACK = "windows-1252"


def decode(body: bytes, *, content_type: str | None = None) -> tuple[str, str]:
    """The text without its byte order mark, and the encoding it was read in."""
    if (text := _plainly_utf8(body)) is not None:
        return text, "utf-8"
    encoding = encoding_of(body, content_type)
    mark = _MARKS.get(encoding, b"")
    return body.removeprefix(mark).decode(codec_of(encoding), errors="replace"), encoding


def encoding_of(body: bytes, content_type: str | None = None) -> str:
    """The encoding that reads `body` best; `content_type` is the HTTP header's value."""
    for encoding, mark in _MARKS.items():
        if body.startswith(mark):
            return encoding
    declared = _declared(body, content_type)
    if body.isascii():
        return unmarked_utf16(body) or next(iter(declared), "utf-8")
    if _reads_as_utf8(body) and not _is_short_east_asian(body, declared):
        return "utf-8"
    return unmarked_utf16(body) or _legacy(body, [name for name in declared if name != "utf-8"])


def unmarked_utf16(body: bytes) -> str | None:
    """Which UTF-16 a text without a mark is in; None if it is none.

    It is recognised by the zero bytes that its ASCII has on one side only.
    """
    head = body[:1024]
    big, little = head[::2].count(0), head[1::2].count(0)
    if 8 * max(big, little) < len(head) or 10 * min(big, little) > max(big, little):
        return None
    return ("utf-16be" if big > little else "utf-16le") if head else None


def from_label(label: str) -> str | None:
    """The encoding a declared label means, including browsers' synonyms and common mistakes."""
    return _ENCODINGS.get(_not_in_a_label("", label.lower()))


def codec_of(encoding: str) -> str:
    """Python's codec for an encoding named here."""
    return _CODECS.get(encoding, encoding)


def damage(text: str) -> int:
    """How many characters of a decoded text were lost."""
    return text.count("\ufffd")


_MARKS = {"utf-8": BOM_UTF8, "utf-16le": BOM_UTF16_LE, "utf-16be": BOM_UTF16_BE}
_not_in_a_label = re.compile(r"[^a-z0-9]+").sub
# the WHATWG labels without their punctuation, and after "|" what only people write
_LABELS = """
utf-8: unicode11utf8 unicode20utf8 utf8 xunicode20utf8 | utf8mb4 utf8mb3 utf8bom utf8unicode cp65001
ibm866: 866 cp866 csibm866 ibm866 | dos866 dos
iso-8859-2: csisolatin2 iso88592 isoir101 iso885921987 l2 latin2
iso-8859-3: csisolatin3 iso88593 isoir109 iso885931988 l3 latin3
iso-8859-4: csisolatin4 iso88594 isoir110 iso885941988 l4 latin4
iso-8859-5: csisolatincyrillic cyrillic iso88595 isoir144 iso885951988
iso-8859-6: arabic asmo708 csiso88596e csiso88596i csisolatinarabic ecma114 iso88596 iso88596e iso88596i isoir127 iso885961987
iso-8859-7: csisolatingreek ecma118 elot928 greek greek8 iso88597 isoir126 iso885971987 suneugreek
iso-8859-8: csiso88598e csisolatinhebrew hebrew iso88598 iso88598e isoir138 iso885981988 visual csiso88598i iso88598i logical
iso-8859-10: csisolatin6 iso885910 isoir157 l6 latin6
iso-8859-13: iso885913
iso-8859-14: iso885914
iso-8859-15: csisolatin9 iso885915 l9 | latin9
iso-8859-16: iso885916
koi8-r: cskoi8r koi koi8 koi8r
koi8-u: koi8ru koi8u
macintosh: csmacintosh mac macintosh xmacroman
windows-874: dos874 iso885911 tis620 windows874 | cp874
windows-1250: cp1250 windows1250 xcp1250 | win1250
windows-1251: cp1251 windows1251 xcp1251 | win1251 win windowscp1251 1251 ansi1251 cswindows1251
windows-1252: ansix341968 ascii cp1252 cp819 csisolatin1 ibm819 iso88591 isoir100 iso885911987 l1 latin1 usascii windows1252 xcp1252 | win1252 ansi
windows-1253: cp1253 windows1253 xcp1253 | win1253
windows-1254: cp1254 csisolatin5 iso88599 isoir148 iso885991989 l5 latin5 windows1254 xcp1254 | win1254
windows-1255: cp1255 windows1255 xcp1255 | win1255
windows-1256: cp1256 windows1256 xcp1256 | win1256
windows-1257: cp1257 windows1257 xcp1257 | win1257
windows-1258: cp1258 windows1258 xcp1258 | win1258
x-mac-cyrillic: xmaccyrillic xmacukrainian | maccyrillic
gbk: chinese csgb2312 csiso58gb231280 gb2312 gb231280 gbk isoir58 xgbk | cp936
gb18030: gb18030
big5: big5 big5hkscs cnbig5 csbig5 xxbig5 | cp950
euc-jp: cseucpkdfmtjapanese eucjp xeucjp
iso-2022-jp: csiso2022jp iso2022jp
shift_jis: csshiftjis mskanji ms932 shiftjis sjis windows31j xsjis | cp932
euc-kr: cseuckr csksc56011987 euckr isoir149 korean ksc56011987 ksc56011989 ksc5601 windows949 | cp949
utf-16be: unicodefffe utf16be
utf-16le: csunicode iso10646ucs2 ucs2 unicode unicodefeff utf16 utf16le
"""
_ENCODINGS = {
    label: name
    for name, _, labels in (line.partition(":") for line in _LABELS.strip().splitlines())
    for label in labels.replace("|", "").split()
}
_CODECS = {
    "ibm866": "cp866",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "utf-16le": "utf_16_le",
    "utf-16be": "utf_16_be",
}
_EAST_ASIAN = frozenset({"gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr"})
#: what pages that do not say so are still written in; the other codecs fit the same bytes no worse and are not met
_UNDECLARED = (
    *(f"windows-{number}" for number in range(1250, 1259)), "windows-874", "iso-8859-2", "iso-8859-5",
    "koi8-r", "koi8-u", "ibm866", "x-mac-cyrillic", *_EAST_ASIAN,
)  # fmt: skip
_CYRILLIC = ("windows-1251", "koi8-r", "koi8-u", "ibm866", "iso-8859-5", "x-mac-cyrillic")
#: o e a i n t s r v l and the Ukrainian i: two thirds of the letters of a Russian text
_FREQUENT = "\u043e\u0435\u0430\u0438\u043d\u0442\u0441\u0440\u0432\u043b\u0456"
_PLAUSIBLE = 0.4  # the share of frequent letters above which a reading makes sense
_ASCII = bytes(range(128))
_MANY = 12  # bytes beyond ASCII that no longer make valid UTF-8 by chance
_SAMPLE = 16_384  # bytes examined to detect an encoding
_WORDS = 400

_charset_parameter = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,>]+)", re.IGNORECASE).search
_comments = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL).sub
_xml_encoding = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"'>]+)").match
_metas = re.compile(rb"<meta(?=[\s/])((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)", re.IGNORECASE).findall
_attributes = re.compile(rb"([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))").findall
_utf8_sequences = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
).sub
_in_words = re.compile(
    rb"(?<=[A-Za-z])[\x80-\xff]+|[\x80-\xff]{2,}|[\x80-\xff](?=[A-Za-z])"
).findall
_beyond_ascii = re.compile(rb"[\x80-\xff]").search
_foreign_words = re.compile(rb"(?<![A-Za-z\x80-\xff])[\x80-\xff]{2,}(?![A-Za-z])").findall


def _plainly_utf8(body: bytes) -> str | None:
    """The text if many multibyte characters prove UTF-8; None if not, also for plain ASCII or a mark."""
    if body.isascii() or body.startswith(BOM_UTF8):
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return text if len(body) - len(text) >= _MANY else None


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """The header's encoding, then the document's. Latin-1 in a header is the server's habit."""
    header = from_label(_parameter(content_type or ""))
    document = _document_declaration(body[:PRESCAN])
    order = (document, header) if header == FALLBACK else (header, document)
    return [name for name in order if name and not name.startswith("utf-16")]


def _parameter(content_type: str) -> str:
    match = _charset_parameter(content_type)
    return match[1] if match else ""


def _document_declaration(head: bytes) -> str | None:
    if match := _xml_encoding(head):
        return from_label(match[1].decode("latin-1"))
    if b"charset" not in head.lower():
        return None
    for tag in _metas(_comments(b"", head)):
        found = {name.lower(): b"".join(values) for name, *values in reversed(_attributes(tag))}
        label = found.get(b"charset", b"").decode("latin-1")
        if not label and b"http-equiv" in found:
            label = _parameter(found.get(b"content", b"").decode("latin-1"))
        if encoding := from_label(label):
            return encoding
    return None


def _reads_as_utf8(body: bytes) -> bool:
    """Valid, or valid but for a cut end or a few foreign bytes in much that is valid."""
    try:
        body.decode()
    except UnicodeDecodeError:
        sample = body[:_SAMPLE]
        lost = _utf8_sequences(b"", sample).translate(None, _ASCII)
        return len(lost) * 10 < len(sample.translate(None, _ASCII))
    return True


def _is_short_east_asian(body: bytes, declared: list[str]) -> bool:
    """Whether so few declared East Asian bytes that they may only look like UTF-8."""
    east_asian = not _EAST_ASIAN.isdisjoint(declared[:1])
    return east_asian and len(body.translate(None, _ASCII)) < _MANY


def _legacy(body: bytes, declared: list[str]) -> str:
    """The encoding of what is not UTF-8: the declared one unless the letters contradict it."""
    claimed = declared[0] if declared else None
    if claimed and claimed not in _CYRILLIC and claimed != FALLBACK:
        return claimed
    sample = _telling(body)
    if claimed is None:
        return _guessed(sample)
    words = _foreign_words(sample)
    letters = sum(map(len, words))
    if letters * 2 <= len(sample.translate(None, _ASCII)):
        return claimed
    if claimed in _CYRILLIC and letters < _MANY:
        return claimed
    return _best_cyrillic(words, claimed)


def _telling(body: bytes) -> bytes:
    """The part to examine: from the first non-ASCII byte, which may come late, after scripts and styles."""
    first = _beyond_ascii(body)
    return body[first.start() :][:_SAMPLE] if first else b""


def _best_cyrillic(words: list[bytes], claimed: str) -> str:
    """The claimed encoding, unless the words make Russian only in another one."""
    if claimed in _CYRILLIC and _cyrillic_score(words, claimed) > _PLAUSIBLE:
        return claimed
    scores = {name: _cyrillic_score(words, name) for name in _CYRILLIC}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > max(_PLAUSIBLE, 1.5 * scores.get(claimed, 0.0)) else claimed


def _cyrillic_score(words: list[bytes], encoding: str) -> float:
    """The share of frequent letters, counting only words in which capitals stand where they may."""
    read = b" ".join(words[:_WORDS]).decode(codec_of(encoding), errors="replace").split(" ")
    sound = "".join(word for word in read if word.islower() or word.isupper() or word.istitle())
    sound = sound.lower()
    return sum(map(sound.count, _FREQUENT)) / sum(map(len, read))


def _guessed(sample: bytes) -> str:
    """Detects the encoding with chardet, among those that such pages use: the last resort.

    It knows the letter pairs of fifty languages. A pound or copyright sign has none and fits anything,
    so mere signs are read as browsers read them.
    """
    in_words = sum(map(len, _in_words(sample)))
    if in_words * 2 <= len(sample.translate(None, _ASCII)):
        return FALLBACK
    import chardet  # noqa: PLC0415 - it takes 40 MB, which most workers never need

    found = chardet.detect(sample, include_encodings=map(codec_of, _UNDECLARED))["encoding"]
    return from_label(found or "") or FALLBACK
