"""What the verbs of the runner need, built once by the process and handed down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arq.connections import ArqRedis

from config.settings import Settings
from runner.access import Access
from storage.database import Pool
from storage.objects.store import ObjectStore


@dataclass(frozen=True, kw_only=True)
class Deps:
    """The stores and the settings of this process."""

    settings: Settings
    access: Access
    db: Pool
    redis: ArqRedis
    redis_url: str
    objects: ObjectStore
    objects_place: str  #: for people
    worker_name: str
    #: folder in which files are written before they go to the object store
    scratch: Path
    #: monotonic clock, seconds; tests pass their own
    monotonic: Callable[[], float]
    #: random numbers from 0 to 1, for jitter
    random: Callable[[], float]

    @classmethod
    def of(cls, ctx: Mapping[Any, Any]) -> "Deps":
        """Takes them from arq's untyped context; call it in the first line of each arq function."""
        deps = ctx["deps"]
        assert isinstance(deps, cls)  # noqa: S101 - the worker put it there
        return deps
