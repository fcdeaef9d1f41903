"""A file for people in the object store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ArtifactKind(StrEnum):
    """What a file is. The first four are a site's reports."""

    FULL = "full"
    SEO = "seo"
    DIFF = "diff"
    XLSX = "xlsx"
    ISSUES = "issues"
    SKIPPED = "skipped"
    ARCHIVE = "archive"


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """Where a file lies and how to know it is whole. `facts` are counts for captions and manifests."""

    kind: ArtifactKind
    key: str
    size_bytes: int
    sha256: str
    row_count: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    site: str | None = None
