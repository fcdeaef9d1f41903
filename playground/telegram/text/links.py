"""Links inside formatted text: which the server accepts, and in what form it gives them back.

Follows TDLib's `HttpUrl.cpp` and `LinkManager.cpp`. A refused link of an `<a>` tag silently
loses its entity; a refused link of a button or of a `text_link` entity is an error.
"""

import re
import string
from typing import NamedTuple

_MAX_PORT = 65_535
_INTERNAL_SCHEMES = ("tg", "ton", "tonsite")
_HOST_CHARACTERS = frozenset(string.ascii_letters + string.digits + ".-_!$,~*'();&+=")
_USERINFO_CHARACTERS = _HOST_CHARACTERS | {":"}
_SPACE = " \t\r\n\0\v"
_USER_LINK = re.compile(r"tg:(?://)?user/?\?(?P<query>[^#]*)", re.IGNORECASE)
_PERCENT = re.compile("%[0-9A-Fa-f]{2}")
_ASCII = "\x7f"


class InvalidLinkError(ValueError):
    """The link is refused; the message is TDLib's reason."""


def checked_link(link: str) -> str:
    """`link` in the form the server stores; raises InvalidLinkError."""
    for scheme in _INTERNAL_SCHEMES:
        if link.lower().startswith(f"{scheme}:"):
            return _internal_link(scheme, link[len(scheme) + 1 :].removeprefix("//"))
    url = _parsed(link)
    if "." not in url.host and not url.is_ipv6:
        raise InvalidLinkError("Wrong HTTP URL")
    return url.text()


def mentioned_user_id(link: str) -> int:
    """The person a `tg://user?id=` link names, or 0."""
    match = _USER_LINK.match(link)
    if match is None:
        return 0
    for parameter in match["query"].split("&"):
        key, _, value = parameter.partition("=")
        if key.lower() == "id" and re.fullmatch(r"[0-9]{1,18}", value):
            return int(value)
    return 0


class _Url(NamedTuple):
    scheme: str
    explicit_scheme: bool
    userinfo: str
    host: str
    port: int
    path: str
    is_ipv6: bool

    def text(self) -> str:
        userinfo = f"{self.userinfo}@" if self.userinfo else ""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{userinfo}{self.host}{port}{self.path}"


def _parsed(link: str) -> _Url:
    match = re.match(r"([^:/?#@\[\]]*)://", link)
    scheme = match[1].lower() if match else "http"
    if scheme not in {"http", "https"}:
        raise InvalidLinkError("Unsupported URL protocol")
    rest = link[match.end() :] if match else link
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    userinfo, host, port = _split_authority(authority)
    is_ipv6 = host.startswith("[") and host.endswith("]")
    _check_part(host.strip("[]") if is_ipv6 else host, "host", allow_colon=is_ipv6)
    _check_part(userinfo, "userinfo", allow_colon=True)
    return _Url(
        scheme=scheme,
        explicit_scheme=match is not None,
        userinfo=userinfo,
        host=host.lower(),
        port=port,
        path=_path(rest[len(authority) :]),
        is_ipv6=is_ipv6,
    )


def _split_authority(authority: str) -> tuple[str, str, int]:
    userinfo, _, host = authority.rpartition("@")
    port = 0
    match = re.search(r":([^:\]@]*)\Z", host)
    if match:
        host = host[: match.start()]
        port = int(match[1]) if re.fullmatch(r"0*[0-9]{1,5}", match[1]) else 0
        if not 0 < port <= _MAX_PORT:
            raise InvalidLinkError("Wrong port number specified in the URL")
    if not host:
        raise InvalidLinkError("URL host is empty")
    if host == ".":
        raise InvalidLinkError("Host is invalid")
    return userinfo, host, port


def _path(raw: str) -> str:
    path = raw.rstrip(_SPACE) or "/"
    if not path.startswith("/"):
        path = f"/{path}"
    return "".join(f"%{ord(c):02X}" if c <= " " else c for c in path)


def _check_part(part: str, name: str, *, allow_colon: bool) -> None:
    allowed = _USERINFO_CHARACTERS if allow_colon else _HOST_CHARACTERS
    plain = _PERCENT.sub("", part)
    if "%" in plain:
        raise InvalidLinkError(f"Wrong percent-encoded symbol in URL {name}")
    if any(c <= _ASCII and c not in allowed for c in plain):
        raise InvalidLinkError(f"Disallowed character in URL {name}")


def _internal_link(scheme: str, rest: str) -> str:
    url = _parsed(rest)
    if url.explicit_scheme or url.userinfo or url.port or url.is_ipv6:
        raise InvalidLinkError(f"Wrong {scheme} URL")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", url.host):
        raise InvalidLinkError("Unallowed characters in URL host")
    query = url.path[1:] if url.path.startswith("/?") else url.path
    return f"{scheme}://{url.host}{query}"
