"""Every knob of Progon, read once from the environment, `.env` and `*_FILE` secrets.

Nothing else reads the environment. The object is frozen and passed as an argument. A bad value raises
`SettingsError` with one line that names the setting; the process prints that line and exits with a
code other than 0.
"""

import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

_HERE = Path(__file__).parent

#: LANGUAGE as gettext means it: `en_US:en`, `de_DE.UTF-8`, `C`. A plain `ru` is our own setting
_LOCALES = re.compile(r"(?=.*[_:.@])[\w:.@-]+|C|POSIX", re.IGNORECASE)

IdSet = Annotated[frozenset[int], NoDecode]


class SettingsError(Exception):
    """A setting is wrong; the message names it, the fault and what would be right."""


class Settings(BaseSettings):
    """All settings. Each field is the environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    # -- Telegram
    bot_token: SecretStr | None = None
    bot_api_url: str = "https://api.telegram.org"
    admin_ids: IdSet = frozenset()
    allowed_users: IdSet = frozenset()
    allowed_chats: IdSet = frozenset()
    #: groups where every message is read, not only those meant for the bot
    listening_chats: IdSet = frozenset()

    # -- stores; empty means the embedded server or the local directory under DATA_DIR
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    s3_endpoint: str | None = None
    s3_access_key: SecretStr | None = None
    s3_secret_key: SecretStr | None = None
    s3_region: str = "us-east-1"
    data_dir: Path = Path("data")

    # -- what to run
    sites_file: Path = _HERE / "sites.json"
    policies_file: Path = _HERE / "policies.yml"
    bulk_run_enabled: bool = True
    bulk_max_concurrency: int = Field(default=4, ge=1, le=256)
    bulk_archive_bucket: str = Field(
        default="progon", pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
    )
    bulk_progress_poll_interval: float = Field(default=3.0, ge=0.2, le=60)
    worker_processes: int = Field(default=1, ge=0, le=64)
    crawler_contact: str = ""

    # -- how long a silent worker keeps its site, and how long a worker stays with one site
    lease_seconds: float = Field(default=15.0, ge=1, le=600)
    slice_seconds: float = Field(default=60.0, ge=1, le=3600)

    # -- how long the pages of past runs are kept, in days; 0: for ever
    keep_ledgers_days: int = Field(default=90, ge=0, le=36_500)

    # -- the chat
    confirm_from_sites: int = Field(default=30, ge=1)
    document_limit_mb: float = Field(default=49, gt=0, le=2000)
    learn_phrases: bool = True

    # -- people
    timezone: str = "Europe/Moscow"
    language: Literal["ru", "en"] = "ru"
    csv_separator: Literal[",", ";", "\t"] = ","

    # -- logs
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    # -- the playground, used when there is no BOT_TOKEN
    playground_port: int = Field(default=0, ge=0, le=65535)
    playground_scale: float = Field(default=1.0, gt=0, le=4)
    playground_seed: int = 1

    @field_validator(
        "admin_ids", "allowed_users", "allowed_chats", "listening_chats", mode="before"
    )
    @classmethod
    def _ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.replace(";", ",").split(",") if part.strip()]
        try:
            return frozenset(int(part) for part in parts)
        except ValueError:
            raise ValueError("write Telegram's numeric ids separated by commas") from None

    @field_validator("csv_separator", mode="before")
    @classmethod
    def _separator(cls, value: object) -> object:
        return "\t" if value == r"\t" else value  # few files of settings can hold a tab itself

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("unknown time zone; write a name such as Europe/Moscow") from None
        return value

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            head, colon, tail = value.get_secret_value().partition(":")
            if not (head.isdigit() and colon and len(tail) >= 30):  # noqa: PLR2004 - Telegram's tokens have 35
                raise ValueError("not a token of @BotFather (digits, a colon, 35 characters)")
        return value

    @field_validator("crawler_contact")
    @classmethod
    def _contact(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            raise ValueError("write an address in Latin letters: it is a part of each request")
        return value

    @field_validator("bot_api_url", "s3_endpoint")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/") if value else value

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @model_validator(mode="after")
    def _s3_keys(self) -> "Settings":
        if self.s3_endpoint and not (self.s3_access_key and self.s3_secret_key):
            raise ValueError("S3_ENDPOINT is set: S3_ACCESS_KEY and S3_SECRET_KEY are needed too")
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        """The team's time zone."""
        return ZoneInfo(self.timezone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - replaced by *_FILE
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, the environment, `.env`, files named by `*_FILE`, and the machine's language."""
        environment = os.environ  # noqa: TID251 - the one reader
        named_files = _NamedFiles(settings_cls, _secret_files(environment))
        locales = environment.get("LANGUAGE", "")
        if not (isinstance(env_settings, EnvSettingsSource) and _LOCALES.fullmatch(locales)):
            return init_settings, env_settings, dotenv_settings, named_files
        env_settings.env_vars = {
            name: value for name, value in env_settings.env_vars.items() if name != "language"
        }
        machine = InitSettingsSource(settings_cls, _machine_language(locales))
        return init_settings, env_settings, dotenv_settings, named_files, machine


class _NamedFiles(PydanticBaseSettingsSource):
    """Secrets whose file is named by a variable: BOT_TOKEN_FILE=/run/secrets/bot_token."""

    def __init__(self, settings_cls: type[BaseSettings], files: Mapping[str, Path]) -> None:
        super().__init__(settings_cls)
        self._files = files

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - pydantic's signature
        path = self._files.get(field_name)
        return (_read_secret(field_name, path) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = ((name, self.get_field_value(field, name)[0]) for name, field in _fields().items())
        return {name: value for name, value in found if value is not None}


def load_settings(**overrides: object) -> Settings:
    """Reads the settings; `overrides` win over the environment (tests, the playground).

    Raises:
        SettingsError: with one line that names the first wrong setting.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type] # checked by pydantic at run time
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from None


def _machine_language(locales: str) -> dict[str, Any]:
    """The first language of the shell's list that we speak, if there is one.

    gettext's variable has the name of our setting, and most desktops set it: it must neither stop the
    start nor outdo `.env`.
    """
    spoken = (re.split("[_.@]", name)[0].casefold() for name in locales.split(":"))
    ours = [name for name in spoken if name in {"ru", "en"}]
    return {"language": ours[0]} if ours else {}


def _one_line(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    name = "".join(str(part).upper() for part in first["loc"][:1])
    return f"{name}: {message}" if name else message


def _secret_files(environment: Mapping[str, str]) -> dict[str, Path]:
    upper = {name.upper(): value for name, value in environment.items()}
    secrets = (name for name, field in _fields().items() if field.annotation == SecretStr | None)
    named = {name: upper.get(f"{name.upper()}_FILE", "") for name in secrets}
    return {name: Path(value) for name, value in named.items() if value}


def _fields() -> dict[str, FieldInfo]:
    return Settings.model_fields


def _read_secret(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise SettingsError(f"{name.upper()}_FILE: cannot read {path}: {reason}") from None
