"""How we may treat a site: rate, robots, proxies, limits. Profiles live in `config/policies*.yml`.

Only a profile that gives a reason can ignore robots.txt or use proxies; no environment variable and no
chat command can do so (SECURITY.md).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator


class PoliciesFileError(Exception):
    """The policies file cannot be used; the text names the file, the profile and the fault."""


def _proxy_address(text: str) -> str:
    """Validates a proxy. Raises ValueError if it is unusable, without its text: that may hold a password."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError("a proxy is an address like http://user:password@proxy.example:8080")
    return text


ProxyAddress = Annotated[str, AfterValidator(_proxy_address)]
Seconds = Annotated[float, Field(gt=0, le=600)]
#: links to other hosts, and pictures on any host
OutsideKind = Literal["external_links", "images"]


class Policy(BaseModel):
    """One profile. Times are seconds, sizes are bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    obey_robots: bool = True
    reason: str = ""
    proxies: tuple[ProxyAddress, ...] = ()
    #: requests in flight to one host, and how many may start per second
    host_concurrency: Annotated[int, Field(ge=1, le=64)] = 4
    requests_per_second: Annotated[float, Field(gt=0, le=1000)] = 4.0
    #: a Crawl-delay above this is shortened to it
    max_crawl_delay: Annotated[float, Field(ge=0, le=300)] = 30.0
    connect_timeout: Seconds = 10.0
    read_timeout: Seconds = 30.0
    page_timeout: Seconds = 60.0
    max_page_bytes: Annotated[int, Field(ge=1024)] = 10 * 1024 * 1024
    max_sitemap_bytes: Annotated[int, Field(ge=1024)] = 100 * 1024 * 1024
    #: attempts per address, and the first pause between them (it doubles, with jitter)
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    retry_pause: Annotated[float, Field(gt=0, le=300)] = 1.0
    #: "auto": sitemaps, then the links they leave out, about as many again; without sitemaps links
    discover: Literal["auto", "sitemap", "links", "both"] = "auto"
    max_depth: Annotated[int, Field(ge=0, le=100)] = 25
    max_addresses: Annotated[int, Field(ge=1)] = 2_000_000
    #: what is asked for beside the site's pages; by default a run asks no host but those of its sites
    also_check: tuple[OutsideKind, ...] = ()
    max_outside: Annotated[int, Field(ge=1, le=100_000)] = 5000

    @model_validator(mode="after")
    def _explained(self) -> "Policy":
        if (not self.obey_robots or self.proxies) and not self.reason.strip():
            raise ValueError("'obey_robots: false' and 'proxies' need a 'reason'")
        return self

    @property
    def needs_admin(self) -> bool:
        """Whether only an admin may start a run under this profile."""
        return not self.obey_robots or bool(self.proxies)


def load_policies(path: Path) -> Mapping[str, Policy]:
    """Profiles by name; "default" is always there.

    Raises:
        PoliciesFileError: with one line: the file, the profile and the fault.
    """
    document = _read_yaml(path)
    profiles = document.get("policies") if isinstance(document, dict) else None
    if not isinstance(profiles, dict):
        raise PoliciesFileError(f"{path}: write an object 'policies': name -> profile")
    policies = {str(name): _policy(path, str(name), body) for name, body in profiles.items()}
    return {"default": Policy(), **policies}


def _read_yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PoliciesFileError(f"POLICIES_FILE: cannot read {path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        first = str(error).splitlines()[0]
        raise PoliciesFileError(f"{path}: not YAML: {first}") from None


def _policy(path: Path, name: str, body: object) -> Policy:
    try:
        return Policy.model_validate(body or {})
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join([name, *(str(part) for part in fault["loc"])])
        message = fault["msg"].removeprefix("Value error, ")
        raise PoliciesFileError(f"{path}: {where}: {message}") from None
