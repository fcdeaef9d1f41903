"""Cookies of a site that lets nobody in without them, and of no other (docs/decisions/0065).

A way along redirects is walked with the cookies that are given out on it. Only where it came back to an
address that it had left, and ended well this time, are they kept, because then there was no other way.
"""

import re
from collections.abc import Iterable
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from typing import Self

import httpx

#: RFC 6265 6.1: so many of one site, and of such a length, every browser takes
_MOST, _LONGEST = 50, 4096
_HOST_ALONE = DefaultCookiePolicy.DomainStrictNonDomain
_without_domain = re.compile(r";\s*domain\s*=[^;]*", re.IGNORECASE).sub


class Cookies:
    """A few small ones, each for the host alone that gave it out.

    `Domain` is passed over: then no list of public suffixes is needed to know whom it may mean. The
    library gives what a host set for itself to the hosts below it, too, unless its policy is strict.
    """

    def __init__(self, others: Iterable[Cookie] = ()) -> None:
        self._jar = CookieJar(DefaultCookiePolicy(strict_ns_domain=_HOST_ALONE))
        for cookie in others:
            self._jar.set_cookie(cookie)

    def __bool__(self) -> bool:
        return len(self._jar) > 0

    def copy(self) -> Self:
        """Others, that may go another way."""
        return type(self)(self._jar)

    def take(self, url: str, headers: httpx.Headers) -> None:
        """What an answer gives out, or takes back. Who gives out ever more begins anew."""
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
        """Gives a request those that are for its host, its path and its scheme."""
        httpx.Cookies(self._jar).set_cookie_header(request)


def _is_plain(line: str) -> bool:
    """Whether a request can hold it."""
    return len(line) <= _LONGEST and line.isascii() and line.isprintable()


class Walk:
    """One way along redirects, and what was given out on it."""

    def __init__(self, cookies: Cookies, url: str) -> None:
        self.cookies = cookies.copy()
        self.came_back = False  #: to an address that it had left
        self._seen = {url}

    def on(self, url: str, headers: httpx.Headers, target: str) -> None:
        """From an address to the next."""
        self.cookies.take(url, headers)
        self.came_back = self.came_back or target in self._seen
        self._seen.add(target)

    def has_seen(self, url: str | None) -> bool:
        """Whether it was there."""
        return url in self._seen
