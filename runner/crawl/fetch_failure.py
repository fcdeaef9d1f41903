"""Why a fetch failed: maps library exceptions to one word of the ledger and a line for people."""

import os
import re
from types import TracebackType

import aiohttp
import httpx

from runner.crawl.content_coding import BadCoding
from runner.crawl.network_guard import ForbiddenAddress
from runner.crawl.response_head import BrokenBody

#: causes that are no silence: the host was not asked, or it answered
_NO_SILENCE = frozenset(
    {"bad_address", "forbidden_address", "bad_encoding", "protocol", "redirects"}
)
#: what a parser quotes of an answer: no words, and sometimes half a page
_without_bytes = re.compile(r":? *\bb(?:'.*|\".*)", re.DOTALL).sub
#: causes by which a server says that we ask too much
_TOO_MUCH = frozenset({"http_429", "http_503"})


class FetchFailed(Exception):
    """There is no usable answer. `cause` is a word of the ledger; `permanent`: a retry is pointless.

    `patience` is how many seconds the server asks us to wait.
    """

    def __init__(
        self, cause: str, detail: str = "", *, permanent: bool = False, patience: float = 0.0
    ) -> None:
        super().__init__(f"{cause}: {detail}" if detail else cause)
        self.cause = cause
        self.detail = detail
        self.permanent = permanent
        self.patience = patience

    @property
    def is_silence(self) -> bool:
        """Whether the host gave no answer at all; an unreadable answer is still an answer."""
        return self.cause not in _NO_SILENCE and not self.cause.startswith("http_")

    @property
    def is_refusal(self) -> bool:
        """Whether the server asks us to slow down, by its status or by a Retry-After."""
        return self.cause in _TOO_MUCH or self.patience > 0


class _CausesNamed:
    """Turns library exceptions into FetchFailed. A class because it is entered once per page: it's cheaper."""

    def __enter__(self) -> None:
        return

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(error, BadCoding):
            raise FetchFailed("cut_off" if error.cut else "bad_encoding", str(error)) from error
        if isinstance(error, _LIBRARY_ERRORS):
            raise _failure(error) from error


causes_named = _CausesNamed()
_LIBRARY_ERRORS = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, ValueError)


def _failure(error: BaseException) -> FetchFailed:
    """The cause, as the ledger words it. aiohttp's own exception tells more than httpx's."""
    chain = [error]
    while (deeper := chain[-1].__cause__ or chain[-1].__context__) and len(chain) < 8:  # noqa: PLR2004 - deep enough
        chain.append(deeper)
    forbidden = next((link for link in chain if isinstance(link, ForbiddenAddress)), None)
    if forbidden is not None:  # aiohttp's wrapper names its own settings, not the reason
        return FetchFailed("forbidden_address", str(forbidden), permanent=True)
    for kind, cause in _CAUSES:
        found = next((link for link in chain if isinstance(link, kind)), None)
        if found is not None:
            return FetchFailed(cause, _plain(found))
    return FetchFailed("network", _plain(error))


def _plain(error: BaseException) -> str:
    """One line for people: the libraries' texts include reprs, error numbers and quoted bytes."""
    text = next((words for kind, words in _WORDS if isinstance(error, kind)), None) or _told(error)
    lines = (line.strip(" ^:") for line in _without_bytes("", text).splitlines())
    return " ".join(filter(None, lines))[:200] or type(error).__name__


def _told(error: BaseException) -> str:
    """What the library says, without what is invented or said twice."""
    if isinstance(error, aiohttp.ClientHttpProxyError):  # here the status is the proxy's
        return f"{error.status} {error.message}"
    if isinstance(error, aiohttp.ClientResponseError):
        return error.message
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return getattr(error.certificate_error, "verify_message", "") or str(error)
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return getattr(error.os_error, "reason", "") or str(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        why = error.os_error.strerror or error.os_error
        return f"cannot connect to {error.host}:{error.port}: {why}"
    return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)


_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ServerDisconnectedError, "the server closed the connection"),
    (aiohttp.ClientPayloadError, "the connection closed before the end"),
    (aiohttp.ConnectionTimeoutError, "no connection in time"),
    (aiohttp.SocketTimeoutError, "the server fell silent"),
)
#: the first that fits names the cause
_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "dns"),
    (aiohttp.ClientSSLError, "tls"),
    (aiohttp.ClientProxyConnectionError, "proxy"),
    (aiohttp.ClientHttpProxyError, "proxy"),
    (TimeoutError, "timeout"),
    (httpx.TimeoutException, "timeout"),
    (ConnectionRefusedError, "refused"),
    (ConnectionResetError, "reset"),
    (aiohttp.ServerDisconnectedError, "reset"),
    (aiohttp.ClientConnectorError, "connect"),
    (aiohttp.ClientPayloadError, "cut_off"),
    (aiohttp.ClientResponseError, "protocol"),
    (BrokenBody, "protocol"),
    (httpx.UnsupportedProtocol, "bad_address"),
    (httpx.InvalidURL, "bad_address"),
    (aiohttp.InvalidURL, "bad_address"),
    (UnicodeError, "bad_address"),
    (ValueError, "protocol"),
)
