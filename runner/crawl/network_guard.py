"""Blocks connections into our own network: by the text of an address, then by what it resolves to.

The second check is the real guard: it is part of connecting, so the checked IP is the one connected
to, even under DNS rebinding (docs/decisions/0023-address-guard.md). A proxy resolves names itself;
there only the text is checked. Even a site that may be in our own network cannot send us to a cloud's
metadata address, which hands out credentials.
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
    """Checks the text of a normalised address. Raises ForbiddenAddress if it is not public."""
    danger = _danger_at(canonical[: canonical.index("/", len("https://")) + 1])
    if danger is not None and _counts(danger, allow_private=allow_private):
        raise ForbiddenAddress(danger.value)


class GuardedResolver(AbstractResolver):
    """Resolves names with another resolver, and drops each IP that must not be connected to."""

    def __init__(self, inner: AbstractResolver, *, allow_private: bool = False) -> None:
        self._inner = inner
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The allowed IPs of a name.

        Raises:
            ForbiddenAddress: it has IPs, and none of them is allowed.
            OSError: it has none; aiohttp breaks on an empty list.
        """
        found = await self._inner.resolve(host, port, family)
        if not found:
            raise OSError(f"{host} has no address")
        allowed = [result for result in found if self._is_allowed(result["host"])]
        if not allowed:
            raise ForbiddenAddress(f"{host} is {found[0]['host']}")
        return allowed

    async def close(self) -> None:
        """Closes the inner resolver."""
        await self._inner.close()

    def _is_allowed(self, ip: str) -> bool:
        danger = forbidden_ip(ip)
        return danger is None or not _counts(danger, allow_private=self._allow_private)


@lru_cache(maxsize=256)
def _danger_at(root: str) -> Danger | None:
    """The verdict on a host, cached for all its addresses."""
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
