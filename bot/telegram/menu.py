"""The menu of slash commands, by language and by role. It is display only: access is the gate's."""

from collections.abc import Iterable

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.telegram.texts import LANGUAGES, texts

_EVERYONE = (
    "run",
    "sites",
    "progress",
    "cancel",
    "retry",
    "report",
    "history",
    "schedules",
    "help",
)
_ADMINS = (*_EVERYONE, "status", "phrases")


async def set_menu(bot: Bot, admins: Iterable[int]) -> None:
    """Tells Telegram what to show."""
    for language in (None, *LANGUAGES):
        await bot.set_my_commands(
            _commands(_EVERYONE, language), BotCommandScopeDefault(), language_code=language
        )
    for admin in admins:
        for language in (None, *LANGUAGES):
            try:
                await bot.set_my_commands(
                    _commands(_ADMINS, language),
                    BotCommandScopeChat(chat_id=admin),
                    language_code=language,
                )
            except TelegramBadRequest:
                break  # this admin has not spoken to the bot yet


def _commands(names: Iterable[str], language: str | None) -> list[BotCommand]:
    told = texts(language or "en")
    return [BotCommand(command=name, description=told(f"menu-{name}")) for name in names]
