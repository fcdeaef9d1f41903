"""One spelling for every address: normalising, resolving links, and the keys made of an address.

The ledger holds one row per address, so two spellings of one page must become one text. The form is
RFC 3986 section 6 (case, percent-encoding, dot segments, default port, empty path) over the WHATWG
way of reading what people really write (backslashes, tabs and line feeds inside, `http:/host`,
IPv4 in hex or octal, international hosts): a browser and this module reach the same server.

Nearly all links of a shop are canonical already, so each function first proves that with one
regular expression and changes nothing. `urljoin` costs more than reading the page; it is not used.

Not here: whether an address may be fetched (`address_guard`, `robots`), whether it is worth it.
"""

import re
from functools import lru_cache, partial
from hashlib import blake2b
from ipaddress import AddressValueError, IPv6Address

import idna

MAX_LENGTH = 8192  #: characters; common servers refuse longer ones (nginx 8k, Apache 8190)

#: parameters that advertising systems and counters add to a link, and ids of the session that a server
#: adds to every link for a visitor without cookies, which we are; they never choose a page
_is_tracking = re.compile(
    r"(?:(?:utm|mtm|matomo|hsa)_[^=]*"
    r"|gclid|gclsrc|dclid|gbraid|wbraid|gad_source|gad_campaignid|srsltid|_ga|_gl"
    r"|yclid|ymclid|ysclid|yadclid|yadordid|etext|_?openstat|erid|rb_clickid|vk_click_id"
    r"|roistat|roistat_referrer|roistat_pos|calltouch_tm|admitad_uid"
    r"|fbclid|igshid|igsh|twclid|ttclid|msclkid|li_fat_id|epik"
    r"|pk_(?:campaign|kwd|keyword|source|medium|content)"
    r"|phpsessid|jsessionid|aspsessionid[^=]*|oscsid|zenid|cfid|cftoken"
    r"|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|oly_anon_id|oly_enc_id|vero_id|wickedid|s_cid)(?:=.*)?",
    re.IGNORECASE | re.DOTALL,
).fullmatch
_without_session = re.compile(r";jsessionid=[^/?#;&]*", re.IGNORECASE).sub
_PLAIN = r"A-Za-z0-9_.~!$&'()*+,;=:@/\-"
# an escape in upper case, and not of an unreserved character
_ESCAPE = r"%(?:[0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|[46]0|5[B-E]|7[B-DF])"
_RUNS = r"(?:%[89A-Fa-f][0-9A-Fa-f])+|%[0-9A-Fa-f]{2}|%"
_canonical_tail = re.compile(
    rf"/(?:[{_PLAIN}]++|{_ESCAPE})*+(?:\?(?:[{_PLAIN}?]++|{_ESCAPE})*+)?+"
).fullmatch
_origin_parts = re.compile(r"(https?)://([^/\\?#]+)", re.IGNORECASE).fullmatch
_parts = re.compile(r"(https?):[/\\]*([^/\\?#]*)([^?#]*)(\?[^#]*)?", re.IGNORECASE).match
_scheme = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):").match
_authority_parts = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]*))?", re.ASCII).fullmatch
_host_labels = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}").fullmatch
_number = re.compile(r"[0-9]+|0x[0-9a-f]*").fullmatch
_rewrite_path = re.compile(rf"{_RUNS}|[^{_PLAIN}%]+").sub
_rewrite_query = re.compile(rf"{_RUNS}|[^{_PLAIN}?%]+").sub
_escaped_text = re.compile(r"(?:%[89A-F][0-9A-F])+").sub
_encoded_host = re.compile(r"(?<!\S)(https?://)([a-z0-9_.-]*xn--[a-z0-9_.-]*)").sub
_without_newlines = partial(re.compile(r"[\t\n\r]+").sub, "")
_without_surrogates = partial(re.compile(r"[\ud800-\udfff]").sub, "\ufffd")
_TRIMMED = "".join(map(chr, range(0x21)))  # WHATWG: leading and trailing C0 controls and space
_REMEMBERED = 512  # characters; a longer address is not worth the cache's memory
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_PORT = 65535
_MAX_HOST = 253
_MAX_AUTHORITY = 2048
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPES = tuple(f"%{byte:02X}" for byte in range(256))


def normalise(url: str) -> str | None:
    """The one canonical spelling of an absolute address; None if it is not a fetchable http(s) one.

    Refused: other schemes, credentials, hosts that DNS cannot hold, ports outside 1 to 65535, and
    addresses longer than `MAX_LENGTH`. The fragment is dropped, an empty query kept (RFC 3986
    6.2.3). A canonical address comes back as it is.
    """
    end = url.find("/", 8)
    if 0 < end <= _MAX_HOST and (origin := _origin(url[:end])):
        tail = url[end:]
        if _canonical_tail(tail) and "/." not in tail:
            whole = origin + tail
            return whole if len(whole) <= MAX_LENGTH else None
    return _recalled(url) if len(url) <= _REMEMBERED else _rebuilt(url)


class Base:
    """The address that a page's links are relative to: the page's own, or its `<base href>`."""

    __slots__ = ("_directory", "_origin", "_page", "_scheme", "url")

    def __init__(self, url: str) -> None:
        """Raises ValueError if `url` is not a fetchable http(s) address."""
        canonical = normalise(url)
        if canonical is None:
            raise ValueError(f"not an http address: {url[:200]!r}")
        page = canonical.partition("?")[0]
        self.url = canonical
        self._page = page
        self._origin = page[: page.index("/", 8)]
        self._scheme = page[: page.index("/")]
        self._directory = page[: page.rindex("/") + 1]

    def resolve(self, href: str) -> str | None:
        """The canonical address a link leads to; None for mailto:, javascript:, broken ones."""
        if href.startswith(("http://", "https://")):
            return normalise(href)
        if href.startswith("//"):
            return normalise(self._scheme + href)
        if href.startswith("/"):
            known, tail = self._origin, href
        elif href.startswith("?"):
            known, tail = self._page, "/" + href
        else:
            known, tail = self._directory, "/" + href
        if href and ":" not in href and _canonical_tail(tail) and "/." not in tail:
            whole = known + href
            return whole if len(whole) <= MAX_LENGTH else None
        if len(href) > _REMEMBERED:
            return _joined(self.url, href)
        return _recalled_join(self._origin + "/" if href.startswith("/") else self.url, href)


def without_tracking(url: str) -> str:
    """The address without tracking parameters and session ids.

    The other parameters keep their order and spelling; an empty query is dropped with its "?".
    """
    if ";" in url:
        url = _without_session("", url, count=1)
    if "?" not in url:
        return url
    address, hash_mark, fragment = url.partition("#")
    page, _, query = address.partition("?")
    kept = "&".join(part for part in query.split("&") if not _is_tracking(part))
    if query and len(kept) == len(query):
        return url
    return page + ("?" + kept if kept else "") + hash_mark + fragment


def escaped(text: str) -> str:
    """A path with its query, or a pattern of one, in canonical percent-encoding; never raises."""
    return _rewrite_query(_rewritten, _without_surrogates(text))


def host_key(url: str) -> str:
    """The key of a host for rate limits: `host` or `host:port`, without the default port.

    Raises ValueError for what is not an http(s) address.
    """
    origin = _origin_of(url)
    if origin is None:
        raise ValueError(f"not an http address: {url[:200]!r}")
    return origin[origin.index("/") + 2 :]


def same_site(url: str, root: str) -> bool:
    """Whether both are of one site: equal host ("www." left out) and port; the scheme may differ."""
    one, other = _origin_of(url), _origin_of(root)
    if one is None or other is None:
        return False
    return one == other or _site(one) == _site(other)


def site_prefixes(root: str) -> tuple[str, ...]:
    """What the canonical addresses of the site of `root` begin with: `same_site` as prefixes."""
    origin = _origin_of(root)
    return _prefixes(origin) if origin else ()


def readable(url: str) -> str:
    """The address as people read it: the international host and non-ASCII letters shown.

    Only what can be read back is shown, so normalising the result gives the address again;
    invisible and direction-changing characters stay escaped.
    """
    canonical = normalise(url)
    if canonical is None:
        return url
    end = canonical.index("/", 8)
    tail = _escaped_text(_shown_run, canonical[end:])
    return _encoded_host(_shown_host, canonical[:end]) + tail


def readable_text(text: str) -> str:
    """A text with addresses in it, their letters and hosts shown as in `readable`."""
    if "xn--" in text:
        text = _encoded_host(_shown_host, text)
    return _escaped_text(_shown_run, text) if "%" in text else text


def address_id(url: str) -> int:
    """A signed 64-bit key for the database from the text as given: normalise first.

    By the birthday bound, ten million addresses of one site collide with a chance of 3 in a million.
    """
    digest = blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@lru_cache(maxsize=4096)
def _origin(prefix: str) -> str | None:
    """The canonical `scheme://host[:port]` of a text that is exactly that much of an address."""
    match = _origin_parts(prefix)
    return _canonical_origin(match[1].lower(), match[2]) if match else None


def _origin_of(url: str) -> str | None:
    end = url.find("/", 8)
    if 0 < end <= _MAX_HOST and (origin := _origin(url[:end])):
        return origin
    canonical = normalise(url)
    return canonical and canonical[: canonical.index("/", 8)]


@lru_cache(maxsize=256)
def _prefixes(origin: str) -> tuple[str, ...]:
    site = _site(origin)
    hosts = [f"www.{site}"] if site.startswith("www.") else [site, f"www.{site}"]
    return tuple(f"{scheme}://{host}/" for scheme in _DEFAULT_PORTS for host in hosts)


def _shown_host(match: re.Match[str]) -> str:
    return match[1] + ".".join(map(_shown_label, match[2].split(".")))


def _rebuilt(url: str) -> str | None:
    """`normalise` for an address that is not canonical already."""
    if len(url) > 4 * MAX_LENGTH:  # what would be dropped of it is not worth the time
        return None
    match = _parts(_without_surrogates(_without_newlines(url.strip(_TRIMMED))))
    if match is None or len(match[2]) > _MAX_AUTHORITY:
        return None
    origin = _canonical_origin(match[1].lower(), match[2])
    if origin is None:
        return None
    path = _without_dots(_rewrite_path(_rewritten, match[3].replace("\\", "/")))
    query = _rewrite_query(_rewritten, match[4] or "")
    whole = f"{origin}{path or '/'}{query}"
    return whole if len(whole) <= MAX_LENGTH else None


def _joined(base: str, href: str) -> str | None:
    """RFC 3986 5.2 by text alone, as WHATWG reads `href`; `base` is canonical."""
    href = _without_newlines(href.strip(_TRIMMED))
    if match := _scheme(href):
        rest = href[match.end() :]
        if not base.startswith(match[0].lower()) or rest[:2].replace("\\", "/") == "//":
            return _rebuilt(href)
        href = rest  # "http:page" on an http page is relative
    return _rebuilt(_context(base, href[:2].replace("\\", "/")) + href)


def _context(base: str, start: str) -> str:
    """How much of the base goes before a relative reference that begins so."""
    if start == "//":
        return base[: base.index("/")]
    if start.startswith("/"):
        return base[: base.index("/", 8)]
    if start.startswith("#") or not start:
        return base
    page = base.partition("?")[0]
    return page if start.startswith("?") else page[: page.rindex("/") + 1]


_recalled = lru_cache(maxsize=2048)(_rebuilt)
_recalled_join = lru_cache(maxsize=4096)(_joined)


def _rewritten(match: re.Match[str]) -> str:
    """One run that cannot stay: escapes in their canonical form, anything else escaped."""
    run = match[0]
    if run[0] != "%" or len(run) == 1:
        return "".join([_ESCAPES[byte] for byte in run.encode()])
    if len(run) == 3:  # noqa: PLR2004 - the length of %XX
        byte = int(run[1:], 16)
        return chr(byte) if byte in _UNRESERVED else _ESCAPES[byte]
    return run.upper()


def _without_dots(path: str) -> str:
    """RFC 3986 5.2.4; going above the root stays at the root."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path[1:].split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


@lru_cache(maxsize=1024)
def _canonical_origin(scheme: str, authority: str) -> str | None:
    match = None if "@" in authority else _authority_parts(authority)
    if match is None:
        return None
    host = _canonical_host(match[1])
    default = _DEFAULT_PORTS[scheme]
    port = int(match[2].lstrip("0")[:6] or "0") if match[2] else default
    if host is None or not 0 < port <= _MAX_PORT:
        return None
    return f"{scheme}://{host}" + ("" if port == default else f":{port}")


def _canonical_host(text: str) -> str | None:
    """WHATWG host parsing, narrowed to what DNS can hold; the dot at the end is dropped."""
    if text.startswith("["):
        return _ipv6(text[1:-1])
    text = _unescaped(text)
    try:
        mapped = idna.uts46_remap(text, std3_rules=False).removesuffix(".")
    except idna.IDNAError:
        return None
    labels = [_ascii_label(label) for label in mapped.split(".")]
    host = ".".join(labels)
    if len(host) > _MAX_HOST or not _host_labels(host):
        return None
    return _ipv4(labels) if _number(labels[-1]) else host


def _unescaped(host: str) -> str:
    if "%" not in host:
        return host
    return re.sub(
        rb"%([0-9A-Fa-f]{2})",
        lambda match: bytes((int(match[1], 16),)),
        host.encode(errors="replace"),
    ).decode(errors="replace")


def _ascii_label(label: str) -> str:
    """The A-label; empty, which no host may have, for one that is not what it claims to be."""
    if not label.isascii():
        return "" if label.startswith("xn--") else "xn--" + label.encode("punycode").decode()
    return "" if label.startswith("xn--") and _unicode_label(label) is None else label


def _unicode_label(label: str) -> str | None:
    """What an A-label stands for; None unless that maps back to the very same label."""
    try:
        text = label[4:].encode().decode("punycode")
        same = idna.uts46_remap(text, std3_rules=False) == text
    except (UnicodeError, idna.IDNAError):
        return None
    encoded = "xn--" + text.encode("punycode").decode()
    return text if same and encoded == label and not text.isascii() else None


def _ipv4(labels: list[str]) -> str | None:
    """Dotted decimal of the 1 to 4 numbers that inet_aton takes: decimal, octal (0) or hex (0x)."""
    numbers = [_inet_number(label) for label in labels]
    *heads, last = (-1 if number is None else number for number in numbers)
    room = 256 ** (4 - len(heads))
    if len(heads) > 3 or not 0 <= last < room or not all(0 <= head < 256 for head in heads):  # noqa: PLR2004 - the shape of an IPv4 address
        return None
    value = last + sum(head << (24 - 8 * place) for place, head in enumerate(heads))
    return ".".join(str(byte) for byte in value.to_bytes(4, "big"))


def _inet_number(label: str) -> int | None:
    if not _number(label):
        return None
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    if label.startswith("0"):
        return None if set(label) & set("89") else int(label, 8)
    return int(label)


def _ipv6(text: str) -> str | None:
    """The compressed form in hex groups, the same on every Python; no zone ids (WHATWG)."""
    try:
        address = IPv6Address(text if "%" not in text else "")
    except AddressValueError:
        return None
    if (mapped := address.ipv4_mapped) is not None:
        high, low = divmod(int(mapped), 0x10000)
        return f"[::ffff:{high:x}:{low:x}]"
    return f"[{address.compressed}]"


def _site(origin: str) -> str:
    return origin[origin.index("/") + 2 :].removeprefix("www.")


def _shown_label(label: str) -> str:
    text = _unicode_label(label) if label.startswith("xn--") else None
    return text if text is not None and text.isprintable() else label


def _shown_run(match: re.Match[str]) -> str:
    try:
        text = bytes.fromhex(match[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return match[0]
    return "".join(
        char if char.isprintable() else "".join([_ESCAPES[byte] for byte in char.encode()])
        for char in text
    )
