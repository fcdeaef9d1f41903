"""What a process finds in its data directory when it starts."""

import os
from collections.abc import Callable

from config.settings import Settings
from runner.stores import Endpoints, open_deps


async def test_what_killed_processes_left_is_cleared_away(
    make_settings: Callable[..., Settings], endpoints: Endpoints
) -> None:
    """Reports under way a day ago are nobody's; those of another process at work stay."""
    settings = make_settings()
    scratch = settings.data_dir / "scratch"
    for name in ("site-1-old", "site-2-young"):
        (scratch / name).mkdir(parents=True)
        (scratch / name / "full.csv").write_text("half of it", encoding="utf-8")
    (scratch / "old.zip").write_bytes(b"a delivery")
    for name in ("site-1-old", "old.zip"):
        os.utime(scratch / name, (1, 1))
    async with open_deps(settings, endpoints):
        assert [left.name for left in scratch.iterdir()] == ["site-2-young"]
