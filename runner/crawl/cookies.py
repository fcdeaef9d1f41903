"""Cookies of a site that lets nobody in without them, and of no other (docs/decisions/0065).

A chain of redirects is followed with the cookies set along it. They are kept only if the chain came
back to an address it had visited and then ended well, because then there was no other way in.
"""

import re
from collections.abc import Iterable
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from typing import Self

import httpx

#: RFC 6265 6.1: every browser accepts this many cookies of one site, and of this length in bytes
_MOST, _LONGEST = 50, 4096
_HOST_ALONE = DefaultCookiePolicy.DomainStrictNonDomain
_without_domain = re.compile(r";\s*domain\s*=[^;]*", re.IGNORECASE).sub


class Cookies:
    """A small cookie jar; each cookie is sent only to the host that set it.

    `Domain` is ignored, so no list of public suffixes is needed to check it. Unless its policy is
    strict, the library also sends a host's own cookies to its subdomains.
    """

    def __init__(self, others: Iterable[Cookie] = ()) -> None:
        self._jar = CookieJar(DefaultCookiePolicy(strict_ns_domain=_HOST_ALONE))
        for cookie in others:
            self._jar.set_cookie(cookie)

    def __bool__(self) -> bool:
        return len(self._jar) > 0

    def copy(self) -> Self:
        """An independent copy: changes to it do not reach this jar."""
        return type(self)(self._jar)

    def take(self, url: str, headers: httpx.Headers) -> None:
        """Stores or deletes the cookies an answer sets. A jar that would grow too large is emptied first."""
        told = [line for line in headers.get_list("set-cookie")[:_MOST] if _is_plain(line)]
        answer = httpx.Response(
            200,
            headers=[("Set-Cookie", _without_domain("", line)) for line in told],
            request=httpx.Request("GET", url),
        )
        if len(self._jar) + len(told) > 2 * _MOST:
            self._jar.clear()
        httpx.Cookies(self._jar).extract_cookies(answer)

    def attach(self, request: httpx.Request) -> None:
        """Adds the cookies that match the request's host, path and scheme."""
        httpx.Cookies(self._jar).set_cookie_header(request)


def _is_plain(line: str) -> bool:
    """Whether a request header can hold the cookie: printable ASCII, not too long."""
    return len(line) <= _LONGEST and line.isascii() and line.isprintable()


class Walk:
    """One chain of redirects, and the cookies set along it."""

    def __init__(self, cookies: Cookies, url: str) -> None:
        self.cookies = cookies.copy()
        self.came_back = False  #: whether it led to an address it had already visited
        self._seen = {url}

    def on(self, url: str, headers: httpx.Headers, target: str) -> None:
        """Takes one step: from `url`, which answered with `headers`, to `target`."""
        self.cookies.take(url, headers)
        self.came_back = self.came_back or target in self._seen
        self._seen.add(target)

    def has_seen(self, url: str | None) -> bool:
        """Whether the chain has visited the address."""
        return url in self._seen
