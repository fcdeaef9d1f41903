"""manifest.json of an archive: what was crawled, under which rules, and the checksum of each file.

With it two archives can be compared, and one can be reproduced: the same pages, extractor and
configuration give the same bytes.
"""

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from runner.crawl.version import EXTRACTOR_VERSION
from storage.model.artifact import Artifact
from storage.model.run import Run
from storage.site_report import SiteFacts

_FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Packed:
    """A file of the archive; `rows` without the head, None if it is not a table."""

    name: str
    size: int
    sha256: str
    rows: int | None = None


def manifest(
    run: Run, sites: Sequence[SiteFacts], files: Sequence[Artifact], packed: Sequence[Packed]
) -> str:
    """The JSON text, the same for the same run."""
    document = {
        "format": _FORMAT,
        "run": run.id,
        "attempt": run.attempt,
        "created_at": _iso(run.created_at),
        "started_at": _iso(run.started_at),
        "reports": [kind.value for kind in run.reports],
        "page_limit": run.page_limit,
        "extractor": EXTRACTOR_VERSION,
        "sites": [
            _site(site, [file for file in files if file.site == site.site]) for site in sites
        ],
        "files": [asdict(file) for file in packed],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _site(site: SiteFacts, files: Sequence[Artifact]) -> dict[str, Any]:
    return {
        "site": site.site,
        "status": site.status,
        "failure": site.failure,
        "scope": site.scope,
        "complete": site.complete,
        "attempt": site.attempt,
        "started_at": _iso(site.started_at),
        "finished_at": _iso(site.finished_at),
        "base_run": site.base_run,
        "config_sha256": _hash_of(site.config),
        "robots": _robots(site.robots),
        "sitemaps": _sitemaps(site.sitemaps),
        "outcomes": dict(sorted(site.outcomes.items())),
        "facts": {file.kind.value: dict(file.facts) for file in files},
    }


def _robots(kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What robots.txt answered, with the hash of its bytes; other hosts of the site beside it."""
    if kept is None:
        return None
    body = b64decode(kept.get("body", ""))
    told = {
        "url": kept.get("url"),
        "status": kept.get("status"),
        "access": kept.get("access"),
        "size": len(body),
        "sha256": sha256(body).hexdigest(),
    }
    others = {address: _robots(answer) for address, answer in kept.get("others", {}).items()}
    return {**told, "others": others} if others else told


def _sitemaps(kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """How much of the sitemaps could be read."""
    if kept is None:
        return None
    return {"whole": kept.get("whole"), **kept.get("facts", {})}


def _hash_of(config: Mapping[str, Any]) -> str:
    text = json.dumps(config, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
