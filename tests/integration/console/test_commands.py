"""The commands of `progon` beside `run`, as child processes."""

import asyncio
import json
import os
from pathlib import Path

import pytest

from tests.acceptance.archive import DOWN, Archive
from tests.acceptance.console import at_work, folder_of, progon

COMMANDS = ("run", "bot", "worker", "migrate", "chat", "interpret", "doctor", "health")


async def test_help_lists_the_commands(tmp_path: Path) -> None:
    """Each with what it is for; nothing is made."""
    ended = await progon(tmp_path, "--help")
    assert ended.code == 0
    assert all(f" {command} " in ended.out for command in COMMANDS)
    assert not (tmp_path / "data").exists()


async def test_the_doctor_finds_nothing_wrong_with_a_fresh_checkout(tmp_path: Path) -> None:
    """Without any setting all is well, and the doctor makes nothing."""
    ended = await progon(tmp_path, "doctor")
    assert (ended.code, ended.err) == (0, "")
    assert "✗" not in ended.out
    assert not (tmp_path / "data").exists()


async def test_the_doctor_names_every_fault_at_once(tmp_path: Path) -> None:
    """Stores, token, people, sites and directory are all judged, whatever else is wrong."""
    (tmp_path / "data").touch()
    ended = await progon(
        tmp_path,
        "doctor",
        BOT_TOKEN="123456789:" + "A" * 35,
        BOT_API_URL="http://127.0.0.1:1",
        DATABASE_URL="postgresql://127.0.0.1:1/x",
        REDIS_URL="redis://127.0.0.1:1/0",
        SITES_FILE=str(tmp_path / "none.json"),
    )
    assert ended.code == 2
    faults = "\n".join(line for line in ended.out.splitlines() if line.startswith("✗"))
    for name in ("SITES_FILE", "DATA_DIR", "ADMIN_IDS", "BOT_API_URL", "DATABASE_URL", "REDIS_URL"):
        assert name in faults
    assert "! CRAWLER_CONTACT: not set" in ended.out


async def test_the_doctor_remarks_that_nothing_is_ever_deleted(tmp_path: Path) -> None:
    """It is no fault; but the disk will be full some day."""
    ended = await progon(tmp_path, "doctor", KEEP_LEDGERS_DAYS="0")
    assert ended.code == 0
    assert "! KEEP_LEDGERS_DAYS: 0: the pages of all runs are kept for ever" in ended.out


async def test_the_doctor_knows_a_typing_error_in_the_sites_file(tmp_path: Path) -> None:
    """A key, or a field of a selector, that means nothing: all goes on, but somebody should know."""
    sites = tmp_path / "sites.json"
    shop = {"id": "shop", "url": "https://shop.example", "alises": [], "selectors": {"prise": "b"}}
    sites.write_text(json.dumps([shop]), encoding="utf-8")
    ended = await progon(tmp_path, "doctor", SITES_FILE=str(sites))
    assert ended.code == 0
    assert "sites.alises, shop.selectors.prise" in ended.out


async def test_two_migrations_at_once_and_one_later(tmp_path: Path) -> None:
    """One applies everything, the others find it done."""
    first, second = await asyncio.gather(
        *(
            progon(_made(tmp_path / name), "migrate", DATA_DIR=str(tmp_path / "data"))
            for name in "ab"
        )
    )
    third = await progon(tmp_path, "migrate")
    said = sorted([first.out, second.out, third.out])
    assert [ended.code for ended in (first, second, third)] == [0, 0, 0]
    assert said[0].startswith("0001_")
    assert said[1] == said[2] == "The schema is up to date.\n"


async def test_sentences_are_interpreted(tmp_path: Path) -> None:
    """A line in, a line of JSON out; nothing is started."""
    ended = await progon(tmp_path, "interpret", lines=["прогони все", "как дела?"])
    assert ended.code == 0
    assert len(ended.out.splitlines()) == 2
    assert '"verb": "run"' in ended.out.splitlines()[0]
    assert not (tmp_path / "data").exists()


async def test_a_second_terminal_talks_with_the_same_bot(tmp_path: Path) -> None:
    """`progon chat` finds the running playground and speaks as somebody else, each with their own runs.

    The code tells how their runs ended; health and doctor find the same servers.
    """
    async with at_work(tmp_path, "run") as console:
        await console.say("/help")
        await console.printed("/run")
        beside = _made(tmp_path / "beside")
        told = {"DATA_DIR": str(console.data_dir)}
        john, boris, health, doctor = await asyncio.gather(
            progon(beside, "chat", "--person", "john", lines=["run pennymoor"], **told),
            progon(
                _made(tmp_path / "failing"),
                "chat",
                "--person",
                "boris",
                lines=[f"прогони {DOWN}"],
                **told,
            ),
            progon(_made(tmp_path / "health"), "health", **told),
            progon(_made(tmp_path / "doctor"), "doctor", **told),
        )
        assert (john.code, john.err) == (0, "")
        assert "pennymoor" in Archive(Path(john.last_line)).summary
        assert (boris.code, boris.err) == (1, "")
        assert "не отвечает" in boris.out
        assert health.code == 0
        assert "worker " in health.out
        assert doctor.code == 0
        assert "schema up to date; 0." in doctor.out
        assert " ledgers" in doctor.out
        nobody = await progon(beside, "chat", "--person", "nobody-of-this-name", **told)
        assert nobody.code == 2
        assert "anna" in nobody.err
        assert (await console.ended()).code == 0
    after = await progon(beside, "health", **told)
    assert after.code == 3
    assert len(after.err.splitlines()) == 1


async def test_without_a_running_playground_there_is_nobody_to_chat_with(tmp_path: Path) -> None:
    """One line that says how to start it."""
    ended = await progon(tmp_path, "chat")
    assert ended.code in {2, 3}
    assert "progon run" in ended.err
    assert len(ended.err.splitlines()) == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start others as somebody else")
@pytest.mark.parametrize(
    "user", [65534, pytest.param(54321, marks=pytest.mark.faults)], ids=["nobody", "no name"]
)
async def test_an_ordinary_user_can_do_it_all(user: int) -> None:
    """Also one whom the system has no name for: a start, a run, its archive, and nothing left."""
    with folder_of(user) as place:
        ended = await progon(place, "run", user=user, lines=["прогони pennymoor"])
        assert (ended.code, ended.err) == (0, "")
        path = Path(ended.last_line)
        assert path.stat().st_uid == user
        assert Archive(path).summary["pennymoor"]["Status"] == "completed"


def _made(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    return path
