"""The known robots.txt answers of a site, host by host, as they are kept with the site job.

Each scheme, name and port has rules of its own (RFC 9309 2.3), and a site may have several: with and
without "www.", http and https. This module only holds values; robots_gate sends the requests.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from parser.pages.robots import Robots, RobotsAccess
from parser.pages.urls import Base
from runner.crawl.http import AGENT


@dataclass(frozen=True, kw_only=True)
class RobotsAnswer:
    """What /robots.txt said."""

    access: RobotsAccess
    status: int | None  #: None: nobody answered
    url: str  #: where the redirects ended
    body: bytes = b""
    why: str = ""  #: reason, if it is closed
    patience: float = 0.0  #: seconds that a busy server asks for

    @property
    def is_closed(self) -> bool:
        """Whether the rules could not be had, so that everything is disallowed."""
        return self.access is RobotsAccess.CLOSED

    @property
    def robots(self) -> Robots:
        """The rules: none if there is no file, everything disallowed if it could not be had."""
        return Robots.closed() if self.is_closed else Robots.parse(self.body)

    def as_json(self) -> dict[str, Any]:
        """To be kept with the site job."""
        body = b64encode(self.body).decode("ascii")
        kept = {"access": self.access.value, "status": self.status, "url": self.url, "body": body}
        return {**kept, "why": self.why} if self.why else kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As it was kept."""
        return cls(
            access=RobotsAccess(kept["access"]),
            status=kept["status"],
            url=kept["url"],
            body=b64decode(kept["body"]),
            why=kept.get("why", ""),
        )


@dataclass(frozen=True, kw_only=True)
class HostRobots:
    """The answer of one host, and the rules in it."""

    answer: RobotsAnswer
    rules: Robots


class KnownRobots:
    """The answers for the hosts of one site, each by the address that was asked."""

    def __init__(self, root: str, home: RobotsAnswer) -> None:
        self._home = robots_address(Base(root).url)
        self._hosts: dict[str, HostRobots] = {}
        self.learn(self._home, home)

    @property
    def home(self) -> HostRobots:
        """The answer and rules of the configured host."""
        return self._hosts[self._home]

    def learn(self, address: str, answer: RobotsAnswer) -> HostRobots:
        """Records what the host at this robots.txt address answered, or that it did not."""
        host = HostRobots(answer=answer, rules=answer.robots)
        self._hosts[address] = host
        return host

    def of(self, url: str) -> HostRobots | None:
        """The answer and rules that apply to an address; None if its host was not asked yet."""
        return self._hosts.get(robots_address(url))

    def crawl_delay(self) -> float:
        """Seconds between requests: the longest of all hosts, since they are mostly one server."""
        return max(host.rules.crawl_delay(AGENT) or 0.0 for host in self._hosts.values())

    def as_json(self) -> dict[str, Any]:
        """For storage: the configured host's answer, and those of the others under `others`."""
        told = {address: host.answer.as_json() for address, host in self._hosts.items()}
        home = told.pop(self._home)
        return {**home, "others": told} if told else home

    @classmethod
    def from_json(cls, root: str, kept: Mapping[str, Any]) -> Self:
        """As they were kept."""
        known = cls(root, RobotsAnswer.from_json(kept))
        for address, answer in kept.get("others", {}).items():
            known.learn(address, RobotsAnswer.from_json(answer))
        return known


def robots_address(canonical: str) -> str:
    """The robots.txt address for a normalised address; called for each address of the ledger."""
    return canonical[: canonical.index("/", len("https://")) + 1] + "robots.txt"
