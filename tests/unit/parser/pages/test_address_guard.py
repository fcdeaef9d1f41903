"""What may be connected to."""

import json
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages.address_guard import Danger, forbidden_ip, verdict

CORPUS = Path(__file__).parents[5] / "shared/corpora/ssrf/cases.jsonl"


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of SSRF addresses is not here")
def test_every_row_of_the_corpus_is_judged_as_stated() -> None:
    """159 spellings of internal and public addresses, from the URL standard's tests and derived."""
    rows = [json.loads(line) for line in CORPUS.read_text().splitlines()]
    wrong = [row for row in rows if verdict(row["input"]).allowed is row["must_block"]]
    assert len(rows) == 159
    assert wrong == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1/", Danger.LOOPBACK),
        ("http://2130706433/", Danger.LOOPBACK),
        ("http://0x7f.1/", Danger.LOOPBACK),
        ("http://0177.0.0.1/", Danger.LOOPBACK),
        ("http://①②⑦.⓪.⓪.①/", Danger.LOOPBACK),
        ("http://[::1]/", Danger.LOOPBACK),
        ("http://[::ffff:7f00:1]/", Danger.LOOPBACK),
        ("http://[64:ff9b::10.0.0.1]/", Danger.PRIVATE),
        ("http://[2002:a00:1::]/", Danger.PRIVATE),
        ("http://[fe80::1]/", Danger.LINK_LOCAL),
        ("http://[fe80::1%25eth0]/", Danger.NOT_FETCHABLE),
        ("http://169.254.169.254/latest/", Danger.METADATA),
        ("http://[fd00:ec2::254]/", Danger.METADATA),
        ("http://168.63.129.16/", Danger.METADATA),
        ("http://metadata.google.internal./", Danger.METADATA),
        ("http://LOCALHOST:80/", Danger.LOCAL_NAME),
        ("http://a.localhost/", Danger.LOCAL_NAME),
        ("http://redis/", Danger.LOCAL_NAME),
        ("http://router.home.arpa/", Danger.LOCAL_NAME),
        ("http://db.svc/", Danger.LOCAL_NAME),
        ("http://user:pw@shop.ru/", Danger.NOT_FETCHABLE),
        ("file:///etc/passwd", Danger.NOT_FETCHABLE),
        ("http://0/", Danger.UNSPECIFIED),
        ("http://100.64.0.1/", Danger.SHARED),
        ("http://224.0.0.1/", Danger.MULTICAST),
        ("http://255.255.255.255/", Danger.BROADCAST),
        ("https://shop.ru/", None),
        ("https://8.8.8.8/", None),
        ("https://пример.рф/", None),
        ("https://internal.ru/", None),
        ("https://[2a02:6b8::1]/", None),
    ],
)
def test_the_text_of_an_address_tells_its_danger(url: str, reason: Danger | None) -> None:
    """Every spelling that a client might accept is judged as the address it means."""
    judged = verdict(url)
    assert (judged.allowed, judged.reason) == (reason is None, reason)


@pytest.mark.parametrize(
    ("ip", "reason"),
    [
        ("10.1.2.3", Danger.PRIVATE),
        ("172.31.255.255", Danger.PRIVATE),
        ("172.32.0.0", None),
        ("192.168.0.1", Danger.PRIVATE),
        ("198.19.0.1", Danger.BENCHMARK),
        ("203.0.113.9", Danger.DOCUMENTATION),
        ("fe80::1%eth0", Danger.LINK_LOCAL),
        ("fd12::1", Danger.UNIQUE_LOCAL),
        ("fec0::1", Danger.SITE_LOCAL),
        ("2001:db8::1", Danger.DOCUMENTATION),
        ("ff02::1", Danger.MULTICAST),
        ("::127.0.0.1", Danger.LOOPBACK),
        ("::", Danger.UNSPECIFIED),
        ("::ffff:0:a00:1", Danger.PRIVATE),
        ("2a00::5efe:10.0.0.1", Danger.PRIVATE),
        ("64:ff9b:1::1", Danger.PRIVATE),
        ("2002:808:808::1", None),
        ("1.1.1.1", None),
        ("", Danger.NOT_AN_IP),
        ("127.1", Danger.NOT_AN_IP),
        ("shop.ru", Danger.NOT_AN_IP),
    ],
)
def test_a_resolved_address_is_judged_by_its_network(ip: str, reason: Danger | None) -> None:
    """Tunnels and translations are judged by where the packet ends."""
    assert forbidden_ip(ip) is reason


@given(st.ip_addresses())
def test_no_private_address_passes(ip: IPv4Address | IPv6Address) -> None:
    """Whatever the standard library calls private, loopback, link-local or multicast is forbidden.

    Addresses with another inside are judged by that one; Python 3.13 calls all of 6to4 private.
    """
    is_inner = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast
    holds_another = isinstance(ip, IPv6Address) and (ip.ipv4_mapped or ip.sixtofour) is not None
    if is_inner and not holds_another:
        assert forbidden_ip(ip) is not None
    host = f"[{ip}]" if ip.version == 6 else str(ip)
    assert not verdict(f"http://{host}/").allowed or forbidden_ip(ip) is None or not int(ip) >> 32


@given(st.text())
def test_judging_never_fails(text: str) -> None:
    """A verdict is always had, and a reason comes exactly with a refusal."""
    for judged in (verdict(text), verdict("http://" + text)):
        assert judged.allowed is (judged.reason is None)
    forbidden_ip(text)
