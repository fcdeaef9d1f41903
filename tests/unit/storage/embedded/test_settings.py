from pathlib import Path

import pytest

from storage.embedded.postgres import pid_if_ready, postgres_settings, recorded_pid
from storage.embedded.valkey import answers_ping, valkey_settings

PID_FILE = "41\n/data\n1795222623\n5432\n/run\n\n  2155702         4\n{}\n"


@pytest.mark.parametrize(
    ("text", "pid"),
    [
        (PID_FILE.format("ready   "), 41),
        (PID_FILE.format("starting"), None),
        (PID_FILE.format("stopping"), None),
        ("41\n/data\n", None),
        ("", None),
    ],
)
def test_readiness_is_the_eighth_line(text: str, pid: int | None) -> None:
    """The postmaster says in its pid file when it takes connections."""
    assert pid_if_ready(text) == pid


@pytest.mark.parametrize(
    ("text", "pid"),
    [("41\nx", 41), ("-41\n", 41), ("", None), ("x\n", None), ("0\n", None), ("-\n", None)],
)
def test_recorded_pid(text: str, pid: int | None) -> None:
    """The first line is the pid, negative for a single-user server; rubbish is no pid."""
    assert recorded_pid(text) == pid


def test_only_tests_are_not_durable() -> None:
    """Without durable=False no setting touches what a power cut must not take."""
    durable = postgres_settings(socket_dir=Path("/run"), port=5432, tcp=False, durable=True)
    assert not {"fsync", "synchronous_commit", "full_page_writes"} & set(durable)
    assert valkey_settings(socket_path=Path("/run/s"), durable=True)["appendonly"] == "yes"


def test_silence_is_no_readiness(tmp_path: Path) -> None:
    """Without a socket nobody is ready."""
    assert not answers_ping(tmp_path / "none", 1)
