"""The undisturbed run that others are compared with, made once."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.archive import Archive
from tests.acceptance.console import Ended, progon, remember_ports


@dataclass(frozen=True, kw_only=True)
class Job:
    """A main job that is done: what `progon run` said, and the archive it named."""

    ended: Ended
    place: Path

    @property
    def data_dir(self) -> Path:
        """Where its state lies."""
        return self.place / "data"

    @property
    def archive(self) -> Archive:
        """The zip named by the last line."""
        return Archive(Path(self.ended.last_line))


@pytest.fixture(scope="session")
async def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """The first run of a newcomer."""
    place = tmp_path_factory.mktemp("undisturbed")
    return Job(ended=await progon(place, "run", lines=["прогони все площадки"]), place=place)


@pytest.fixture
def place(undisturbed: Job, tmp_path: Path) -> Path:
    """A folder for another start whose shops have the same addresses."""
    remember_ports(undisturbed.data_dir, tmp_path / "data")
    return tmp_path
