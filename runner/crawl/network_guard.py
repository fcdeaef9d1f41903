"""No connection into our own network: judged by the text of an address, then by what it resolves to.

The second is the one that guards: it stands in the connection itself, so that what was judged is what
is connected to, however often a name is bound anew (docs/decisions/0023-address-guard.md). A proxy
resolves names by itself; there only the text is judged. A site that may live in our own network may
still not send us to where clouds give out credentials.
"""

import socket
from functools import lru_cache
from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

from parser.pages.address_guard import Danger, forbidden_ip, verdict
from parser.pages.urls import host_key


class ForbiddenAddress(OSError):
    """The address is not public, or a name led to one that is not."""


def refuse_private(canonical: str, *, allow_private: bool) -> None:
    """What the text of a normalised address tells. Raises ForbiddenAddress."""
    danger = _danger_at(canonical[: canonical.index("/", len("https://")) + 1])
    if danger is not None and _counts(danger, allow_private=allow_private):
        raise ForbiddenAddress(danger.value)


class GuardedResolver(AbstractResolver):
    """Resolves names by another resolver, and drops every address that must not be connected to."""

    def __init__(self, inner: AbstractResolver, *, allow_private: bool = False) -> None:
        self._inner = inner
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name that are left. Raises ForbiddenAddress when none is."""
        found = await self._inner.resolve(host, port, family)
        allowed = [result for result in found if self._is_allowed(result["host"])]
        if found and not allowed:
            raise ForbiddenAddress(f"{host} is {found[0]['host']}")
        return allowed

    async def close(self) -> None:
        """Lets go of the other one."""
        await self._inner.close()

    def _is_allowed(self, ip: str) -> bool:
        danger = forbidden_ip(ip)
        return danger is None or not _counts(danger, allow_private=self._allow_private)


@lru_cache(maxsize=256)
def _danger_at(root: str) -> Danger | None:
    """One answer for all addresses of a host."""
    key = host_key(root)
    host = key[1 : key.index("]")] if key.startswith("[") else key.partition(":")[0]
    return verdict(root).reason or (forbidden_ip(host) if _is_ip(host) else None)


def _counts(danger: Danger, *, allow_private: bool) -> bool:
    return danger is Danger.METADATA or not allow_private


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
