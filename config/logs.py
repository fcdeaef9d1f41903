"""Logs: one line per event, through structlog, with secrets redacted wherever they come from.

Library loggers (aiogram, arq, asyncio) pass the same final filter, so a token in the address of a
failed request never reaches a file.
"""

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from config.settings import Settings

_SECRETS = re.compile(
    r"\d{6,}:[A-Za-z0-9_-]{30,}"  # a bot token
    r"|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"  # user:password of an address
)


def configure_logs(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Sets up logging of this process; logs go to standard error unless told otherwise."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _one_text,
                renderer,
            ]
            if settings.log_format == "text"
            else [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    handler.setFormatter(_Redacting(handler.formatter))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for noisy in ("aiogram.event", "arq.worker", "httpx", "botocore", "aiobotocore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # it logs a traceback per attempt while PostgreSQL is away; our callers log that in one line
    logging.getLogger("asyncpg.pool").setLevel(logging.ERROR)


def redact(text: str) -> str:
    """The text without bot tokens and passwords."""
    return _SECRETS.sub("***", text)


def _one_text(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["event"] = str(event.get("event", ""))
    return event


class _Redacting(logging.Formatter):
    """The last step before a line is written: removes secrets."""

    def __init__(self, inner: logging.Formatter | None) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        return redact(self._inner.format(record))
