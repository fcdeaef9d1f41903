"""The catalogue: which sites there are, and the words people use for them.

The sites file is JSON: a list of sites, or `{"sites": [...], "tags": {tag: [words]}}`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails


class SitesFileError(Exception):
    """The sites file cannot be used; the text names the file, the entry and what to mend."""


def _folder(name: str) -> str:
    """Rejects ids that Windows cannot unpack as folder names: the id names a folder in the archive."""
    if _is_device(name):
        raise ValueError("Windows has no folder of that name: choose another id")
    return name


_is_device = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]").fullmatch


class Site(BaseModel):
    """One configured site."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,47}$"), AfterValidator(_folder)]
    name: str = ""
    aliases: tuple[str, ...] = ()
    url: str
    tags: tuple[str, ...] = ()
    policy: str = "default"
    #: CSS selectors by product field, for pages whose markup lacks it
    selectors: dict[str, str] = Field(default_factory=dict)
    #: sitemaps to read beside those of robots.txt
    sitemaps: tuple[str, ...] = ()
    #: ISO 4217, for prices printed without one
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    #: this site may live at a private or loopback address
    allow_private: bool = False

    @field_validator("url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        scheme, _, rest = value.partition("://")
        if scheme not in {"http", "https"} or not rest.strip("/"):
            raise ValueError("write the whole address, such as https://shop.example/")
        try:
            parts = urlsplit(value)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise ValueError(f"not an address: {error}") from None
        if parts.username is not None:  # they would be in every report
            raise ValueError("write it without a name and a password: no run can log in")
        if not _is_host(host) or port == 0 or any(char.isspace() for char in value):
            raise ValueError("not an address")
        return value if "/" in rest else f"{value}/"

    @property
    def title(self) -> str:
        """The name people read."""
        return self.name or self.id


def _is_host(host: str) -> bool:
    """Whether DNS could hold the name. Non-ASCII names are checked when they are fetched."""
    labels = host.removesuffix(".").split(".")
    return ":" in host or all(_is_label(label) for label in labels)


_is_label = re.compile(r"[A-Za-z0-9_\-\u0080-\U0010ffff]{1,63}").fullmatch


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All sites by id, in the file's order."""

    sites: Mapping[str, Site]
    tag_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: keys of the file that mean nothing to us: probably typing errors
    unknown_keys: tuple[str, ...] = ()


def load_catalogue(path: Path) -> Catalogue:
    """Reads the sites file.

    Raises:
        SitesFileError: with one line: the file, the entry and the fault.
    """
    document = _read_json(path)
    if isinstance(document, list):
        document = {"sites": document}
    if not isinstance(document, dict) or not isinstance(document.get("sites"), list):
        raise SitesFileError(f"{path}: write a list of sites, or an object with a list 'sites'")
    sites: dict[str, Site] = {}
    for number, entry in enumerate(document["sites"], start=1):
        site = _site(path, number, entry)
        if site.id in sites:
            raise SitesFileError(f"{path}: site {number}: id '{site.id}' stands there twice")
        sites[site.id] = site
    if not sites:
        raise SitesFileError(f"{path}: the list of sites is empty")
    return Catalogue(
        sites=sites,
        tag_words=_tag_words(path, document.get("tags", {})),
        unknown_keys=_unknown_keys(document),
    )


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SitesFileError(f"SITES_FILE: cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SitesFileError(f"{path}: not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise SitesFileError(
            f"{path}: not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise SitesFileError(f"{path}: not a sites file: nested too deep") from None


def _site(path: Path, number: int, entry: object) -> Site:
    try:
        return Site.model_validate(entry)
    except ValidationError as error:
        name = entry.get("id") if isinstance(entry, dict) else None
        label = f"site {number}" + (f" ({name})" if isinstance(name, str) else "")
        raise SitesFileError(f"{path}: {label}: {_reason(error.errors()[0])}") from None


def _reason(fault: ErrorDetails) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "string_pattern_mismatch" and where == "id":
        message = "use small Latin letters, digits, '-' and '_'"
    return f"{where}: {message}" if where else message


def _tag_words(path: Path, tags: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(tags, dict):
        raise SitesFileError(f"{path}: 'tags' must be an object: tag -> list of words")
    for tag, words in tags.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise SitesFileError(f"{path}: tags.{tag}: write a list of words")
    return {tag: tuple(words) for tag, words in tags.items()}


def _unknown_keys(document: dict[str, Any]) -> tuple[str, ...]:
    known = set(Site.model_fields)
    stray = {f"sites.{key}" for entry in document["sites"] for key in entry if key not in known}
    stray |= {key for key in document if key not in {"sites", "tags"}}
    return tuple(sorted(stray))
