"""Rules of the house that no linter knows."""

import re
from pathlib import Path

import pytest

from bot.console.__main__ import app
from config.settings import Settings
from config.sites import Site
from parser.pages.products.from_selectors import FIELDS

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "runner", "parser", "storage", "config", "playground")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
#: a function or module longer than this has to be argued about first
_MOST_LINES = 400


def sources() -> list[Path]:
    """All Python files of the packages."""
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_russian_lives_in_data_files(path: Path) -> None:
    """Words people read or write stand in locale, grammar and vocabulary files, never in code."""
    assert not _CYRILLIC.search(path.read_text(encoding="utf-8"))


def test_no_module_is_too_long() -> None:
    """A file over 400 lines hides two subjects."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {str(path): n for path, n in lengths.items() if n > _MOST_LINES} == {}


def test_every_setting_is_described() -> None:
    """.env.example names each setting once, and none that is not there."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_readme_names_every_command() -> None:
    """`progon --help` and the README tell of the same commands."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = {
        command.callback.__name__ for command in app.registered_commands if command.callback
    }
    assert {name for name in commands if f"`progon {name}" not in text} == set()


def test_the_page_of_the_sites_file_names_every_key_and_field() -> None:
    """What can be written in the file, and what a selector can be given for."""
    text = (ROOT / "docs" / "sites.md").read_text(encoding="utf-8")
    keys = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert sorted(keys) == sorted(Site.model_fields)
    fields = next(line for line in text.splitlines() if line.startswith("Fields: "))
    assert sorted(re.findall(r"`(\w+)`", fields)) == sorted(FIELDS)


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"]
)
def test_lock_files_name_no_registry(name: str) -> None:
    """Whoever installs chooses where from; every line of a package has a hash."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    pins = len(re.findall(r"^[a-zA-Z0-9_.\[\]-]+==", text, re.MULTILINE))
    assert 0 < pins <= text.count("--hash=sha256:")


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda page: page.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A relative link in the docs names a file that is there."""
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []
