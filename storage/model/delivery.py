"""An outgoing message or document that must arrive."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storage.model.run import Place


class DeliveryKind(StrEnum):
    """What is sent at the end of a run."""

    ARCHIVE = "archive"  #: the zip as a document
    SUMMARY = "summary"  #: words only: a dry run, or a run without a single file


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A row of the outbox, leased to one sender for a while."""

    id: int
    key: str
    run_id: int
    place: Place
    kind: DeliveryKind
    payload: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True, kw_only=True)
class Board:
    """Where the pinned message of a run is and what it shows."""

    run_id: int
    place: Place
    message_id: int | None
    pinned: bool
    page: int
    frame: str | None  #: a hash of what the message shows
    percent: int  #: the most it ever showed: it never goes back
