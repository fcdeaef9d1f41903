"""Settings: one frozen object, one clear line for a bad value."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.settings import Settings, SettingsError, load_settings

TOKEN = "123456:" + "A" * 35


def test_defaults_need_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any variable the settings are those of the embedded playground."""
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    settings = load_settings(_env_file=None)
    assert settings.bot_token is None
    assert settings.database_url is None
    assert settings.sites_file.exists()
    assert settings.policies_file.exists()


def test_empty_allow_lists_mean_nobody(make_settings: Callable[..., Settings]) -> None:
    """An empty list is an empty set, and no wildcard."""
    settings = make_settings(admin_ids="", allowed_users="", allowed_chats="")
    assert settings.admin_ids == settings.allowed_users == settings.allowed_chats == frozenset()


def test_a_tab_can_be_written(tmp_path: Path) -> None:
    """A file of settings says it in two signs; so does the line that tells what would be right."""
    file = tmp_path / ".env"
    file.write_text("CSV_SEPARATOR=\\t\n")
    assert load_settings(_env_file=file).csv_separator == "\t"
    file.write_text("CSV_SEPARATOR=;\n")
    assert load_settings(_env_file=file).csv_separator == ";"


def test_ids_are_read_with_commas_and_blanks(make_settings: Callable[..., Settings]) -> None:
    """People write lists of ids in several ways."""
    assert make_settings(allowed_chats="-100123, 7;8").allowed_chats == {-100123, 7, 8}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bulk_max_concurrency", "0"),
        ("bulk_max_concurrency", "many"),
        ("bulk_archive_bucket", "A Bucket"),
        ("bulk_progress_poll_interval", "-1"),
        ("bulk_run_enabled", "perhaps"),
        ("bot_token", "not-a-token"),
        ("bot_api_url", "api.telegram.org"),
        ("admin_ids", "1,anna"),
        ("database_url", "mysql://x"),
        ("redis_url", "http://x"),
        ("timezone", "Mars/Olympus"),
        ("language", "de"),
        ("lease_seconds", "0"),
        ("keep_ledgers_days", "-1"),
        ("keep_ledgers_days", "for ever"),
        ("keep_ledgers_days", "100000"),
        ("crawler_contact", "https://shop.example/b\N{LATIN SMALL LETTER O WITH DIAERESIS}t"),
        ("crawler_contact", "anna@shop.example\nX-A: b"),
    ],
)
def test_a_bad_value_is_one_line_that_names_the_setting(
    make_settings: Callable[..., Settings], name: str, value: str
) -> None:
    """The line begins with the variable's name and does not repeat a secret value."""
    with pytest.raises(SettingsError) as caught:
        make_settings(**{name: value})
    line = str(caught.value)
    assert line.startswith(f"{name.upper()}: ")
    assert "\n" not in line
    if name in {"bot_token", "database_url", "redis_url"}:
        assert value not in line


def test_an_endpoint_needs_its_keys(make_settings: Callable[..., Settings]) -> None:
    """S3_ENDPOINT alone is refused, and the line says what is missing."""
    with pytest.raises(SettingsError, match="S3_ACCESS_KEY and S3_SECRET_KEY"):
        make_settings(s3_endpoint="http://localhost:9000")


def test_a_secret_can_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """BOT_TOKEN_FILE names a file with the token; a variable of the plain name wins over it."""
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n", encoding="utf-8")
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    monkeypatch.setenv("BOT_TOKEN_FILE", str(secret))
    from_file = load_settings(_env_file=None).bot_token
    assert from_file is not None
    assert from_file.get_secret_value() == TOKEN
    monkeypatch.setenv("BOT_TOKEN", "654321:" + "B" * 35)
    from_variable = load_settings(_env_file=None).bot_token
    assert from_variable is not None
    assert from_variable.get_secret_value().startswith("654321:")


def test_a_missing_secret_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A *_FILE that can't be read is a fault of its own, not an empty secret."""
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("REDIS_URL_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match="REDIS_URL_FILE"):
        load_settings(_env_file=None)


def test_secrets_do_not_show(make_settings: Callable[..., Settings]) -> None:
    """Printing the settings shows neither tokens nor passwords."""
    settings = make_settings(bot_token=TOKEN, database_url="postgresql://u:geheim@h/d")
    assert "A" * 35 not in repr(settings)
    assert "geheim" not in repr(settings)


def test_settings_are_frozen(make_settings: Callable[..., Settings]) -> None:
    """Nobody changes a setting in passing."""
    with pytest.raises(ValidationError):
        make_settings().language = "en"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("of_the_shell", "language"),
    [
        ("en_US:en", "en"),
        ("de_DE:de:en_GB:en", "en"),
        ("ru_RU.UTF-8", "ru"),
        ("ru:en", "ru"),
        ("de_DE:de", "ru"),
        ("C", "ru"),
    ],
)
def test_the_variable_of_the_shell_stops_nothing(
    of_the_shell: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LANGUAGE is gettext's name, too: its list of locales says at most what is spoken here."""
    monkeypatch.setenv("LANGUAGE", of_the_shell)
    assert load_settings(_env_file=None).language == language


def test_the_file_knows_better_than_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody wrote into `.env` for the bot wins over what the machine speaks."""
    file = tmp_path / ".env"
    file.write_text("LANGUAGE=ru\n")
    monkeypatch.setenv("LANGUAGE", "en_US:en")
    assert load_settings(_env_file=file).language == "ru"
    monkeypatch.setenv("LANGUAGE", "en")
    assert load_settings(_env_file=file).language == "en"
