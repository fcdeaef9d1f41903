"""Whether an address may be connected to at all: the guard against requests into our own network.

A page, a sitemap, a redirect or a person can name `http://169.254.169.254/`. There are two checks,
because a name can resolve to anything: `verdict` checks the text, early, so that people get a reason;
`forbidden_ip` checks every address the name resolved to, in the code that connects, each time (DNS
answers change). Only the second protects; the first alone does not.

Every spelling of an address (octal, hex, short, full-width digits) becomes one in `urls.normalise`,
so nothing is judged here that a client would read differently. The networks are IANA's
special-purpose registries (RFC 6890 and later) as a table of our own, because what
`ipaddress.is_global` answers differs between Python releases.
"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from parser.pages.urls import host_key, normalise


class Danger(StrEnum):
    """Why an address must not be connected to."""

    NOT_FETCHABLE = "not-fetchable"  #: no http(s) address, or one with credentials
    NOT_AN_IP = "not-an-ip"
    LOCAL_NAME = "local-name"
    METADATA = "cloud-metadata"
    UNSPECIFIED = "unspecified"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    SHARED = "shared"  #: carrier-grade NAT, RFC 6598
    LINK_LOCAL = "link-local"
    UNIQUE_LOCAL = "unique-local"
    SITE_LOCAL = "site-local"
    BENCHMARK = "benchmark"
    DOCUMENTATION = "documentation"
    MULTICAST = "multicast"
    BROADCAST = "broadcast"
    RESERVED = "reserved"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`reason` is None exactly when `allowed`."""

    allowed: bool
    reason: Danger | None = None


def verdict(url: str) -> Verdict:
    """Judges the text of an address; an allowed name must still be checked once it is resolved."""
    canonical = normalise(url)
    reason = Danger.NOT_FETCHABLE if canonical is None else _of_host(host_key(canonical))
    return Verdict(allowed=reason is None, reason=reason)


def forbidden_ip(ip: str | IPv4Address | IPv6Address) -> Danger | None:
    """Why no connection may be made to a resolved address; None if it is publicly routable.

    Stricter than `verdict` in one point: `::a.b.c.d`, which the public internet does not route but
    a host with an automatic tunnel would send to a.b.c.d, is judged as a.b.c.d too.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return Danger.NOT_AN_IP
    if reason := _of_ip(address):
        return reason
    compatible = isinstance(address, IPv6Address) and not int(address) >> 32
    return _of_ip(IPv4Address(int(address))) if compatible else None


#: metadata addresses, at which clouds hand out credentials, in whatever network they are
_METADATA = frozenset(
    map(
        ip_address,
        (
            "169.254.169.254",  # AWS, Google, Azure, DigitalOcean, Yandex and others
            "169.254.170.2",  # AWS ECS
            "169.254.170.23",  # AWS EKS
            "168.63.129.16",  # Azure, in a public network
            "100.100.100.200",  # Alibaba
            "192.0.0.192",  # Oracle
            "fd00:ec2::254",  # AWS
            "fd00:ec2::23",  # AWS EKS
            "fd20:ce::254",  # Google
        ),
    )
)
_NETWORKS = tuple(
    (ip_network(network), reason)
    for network, reason in (
        ("0.0.0.0/32", Danger.UNSPECIFIED),
        ("0.0.0.0/8", Danger.RESERVED),
        ("10.0.0.0/8", Danger.PRIVATE),
        ("100.64.0.0/10", Danger.SHARED),
        ("127.0.0.0/8", Danger.LOOPBACK),
        ("169.254.0.0/16", Danger.LINK_LOCAL),
        ("172.16.0.0/12", Danger.PRIVATE),
        ("192.0.0.0/24", Danger.RESERVED),
        ("192.0.2.0/24", Danger.DOCUMENTATION),
        ("192.88.99.0/24", Danger.RESERVED),  # 6to4 relay, RFC 7526
        ("192.168.0.0/16", Danger.PRIVATE),
        ("198.18.0.0/15", Danger.BENCHMARK),
        ("198.51.100.0/24", Danger.DOCUMENTATION),
        ("203.0.113.0/24", Danger.DOCUMENTATION),
        ("224.0.0.0/4", Danger.MULTICAST),
        ("255.255.255.255/32", Danger.BROADCAST),
        ("240.0.0.0/4", Danger.RESERVED),
        ("::/128", Danger.UNSPECIFIED),
        ("::1/128", Danger.LOOPBACK),
        ("64:ff9b:1::/48", Danger.PRIVATE),  # NAT64 of a local network, RFC 8215
        ("100::/64", Danger.RESERVED),  # discard only, RFC 6666
        ("100:0:0:1::/64", Danger.RESERVED),  # dummy prefix, RFC 9780
        ("2001:2::/48", Danger.BENCHMARK),
        ("2001::/23", Danger.RESERVED),  # protocol assignments, Teredo among them
        ("2001:db8::/32", Danger.DOCUMENTATION),
        ("3fff::/20", Danger.DOCUMENTATION),
        ("5f00::/16", Danger.RESERVED),  # segment routing, RFC 9602
        ("fc00::/7", Danger.UNIQUE_LOCAL),
        ("fe80::/10", Danger.LINK_LOCAL),
        ("fec0::/10", Danger.SITE_LOCAL),
        ("ff00::/8", Danger.MULTICAST),
    )
)
#: IPv6 networks whose last 32 bits are an IPv4 address that the packet ends at
_TRANSLATED = tuple(
    map(
        ip_network,
        (
            "::ffff:0:0/96",  # IPv4-mapped
            "::ffff:0:0:0/96",  # IPv4-translated, RFC 2765
            "64:ff9b::/96",  # NAT64
        ),
    )
)
_SIX_TO_FOUR = ip_network("2002::/16")
_ISATAP = (0x00005EFE, 0x02005EFE)  # the interface id before the IPv4 address, RFC 5214
_LOCAL_SUFFIXES = (
    ".localhost",
    ".local",
    ".localdomain",
    ".internal",
    ".home.arpa",
    ".lan",
    ".home",
    ".corp",
    ".intranet",
    ".private",
    ".svc",
)


def _of_host(key: str) -> Danger | None:
    """Judges a canonical `host[:port]`. A name without a dot is one of our own network."""
    if key.startswith("["):
        return _of_ip(IPv6Address(key[1 : key.index("]")]))
    host = key.partition(":")[0]
    if host.replace(".", "").isdigit():
        return _of_ip(IPv4Address(host))
    if host in {"metadata.google.internal", "metadata", "instance-data"}:
        return Danger.METADATA
    if "." not in host or host.endswith(_LOCAL_SUFFIXES):
        return Danger.LOCAL_NAME
    return None


def _of_ip(address: IPv4Address | IPv6Address) -> Danger | None:
    if isinstance(address, IPv6Address):
        address = IPv6Address(int(address))  # without a zone id, which would make it unequal
    if address in _METADATA:
        return Danger.METADATA
    for network, reason in _NETWORKS:
        if address in network:
            return reason
    inner = _inner(address) if isinstance(address, IPv6Address) else None
    return _of_ip(inner) if inner is not None else None


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a translator or tunnel would send the packet to."""
    bits = int(address)
    if address in _SIX_TO_FOUR:
        return IPv4Address(bits >> 80 & 0xFFFFFFFF)
    if any(address in network for network in _TRANSLATED) or bits >> 32 & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(bits & 0xFFFFFFFF)
    return None
