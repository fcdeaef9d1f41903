"""Checks of a start, made before anything is created: files, token, port, stores.

Each check raises an error of its own kind, which start.py turns into one line.
"""

import asyncio
import socket
from contextlib import closing

import httpx

from bot.console.exits import UNAVAILABLE, StartError
from config.policies import load_policies
from config.settings import Settings
from config.sites import load_catalogue
from runner.doorbell import check_redis
from runner.stores import objects_place, open_objects
from storage.database import open_pool
from storage.objects.errors import ObjectStoreError

_TELEGRAM_SECONDS = 15.0
#: the server of a playground that was just killed takes a moment to leave its port
_PORT_SECONDS = 2.0
_LOOPBACK = "127.0.0.1"


async def check_outside(settings: Settings) -> None:
    """Checks the stores that have an address, and Telegram or the playground's port."""
    if settings.database_url is not None:
        async with open_pool(settings.database_url.get_secret_value(), size=1):
            pass
    if settings.redis_url is not None:
        await check_redis(settings.redis_url.get_secret_value())
    if settings.s3_endpoint is not None:
        await _check_objects(settings)
    if settings.bot_token is not None:
        await check_token(settings)
    elif settings.playground_port:
        await _check_port(settings.playground_port)


def check_files(settings: Settings) -> None:
    """Raises when the sites or the policies file can't be used."""
    policies = load_policies(settings.policies_file)
    for site in load_catalogue(settings.sites_file).sites.values():
        if site.policy not in policies:
            raise StartError(
                f"SITES_FILE: {settings.sites_file}: {site.id}: policy '{site.policy}' is not in "
                f"{settings.policies_file}"
            )


def check_people(settings: Settings) -> None:
    """Raises StartError when nobody could use the bot; the playground brings its own people."""
    if settings.bot_token is not None and not (
        settings.admin_ids or settings.allowed_users or settings.allowed_chats
    ):
        raise StartError(
            "ADMIN_IDS, ALLOWED_USERS and ALLOWED_CHATS are all empty: nobody could use the "
            "bot. Set at least ADMIN_IDS to your Telegram id"
        )


async def check_token(settings: Settings) -> str:
    """The bot's user name as Telegram tells it.

    Raises:
        StartError: the token is wrong, or (UNAVAILABLE) there is no way to Telegram.
    """
    assert settings.bot_token is not None  # noqa: S101 - asked only where there is one
    address = f"{settings.bot_api_url}/bot{settings.bot_token.get_secret_value()}/getMe"
    try:
        # as aiogram does, which ignores HTTPS_PROXY
        async with httpx.AsyncClient(timeout=_TELEGRAM_SECONDS, trust_env=False) as client:
            answer = await client.get(address)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _no_telegram(settings, str(error) or type(error).__name__) from None
    if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.NOT_FOUND}:
        raise StartError(
            "BOT_TOKEN: Telegram does not know this token; ask @BotFather for the right one, or "
            "check BOT_API_URL"
        )
    try:
        return str(answer.json()["result"]["username"])
    except (ValueError, KeyError, TypeError):
        raise _no_telegram(settings, f"HTTP {answer.status_code}, not a Bot API") from None


async def _check_objects(settings: Settings) -> None:
    try:
        async with open_objects(settings) as objects:
            await objects.check()
    except ObjectStoreError as error:
        place = objects_place(settings)
        line = f"S3_ENDPOINT: archives can't be kept in {place}: {error.reason}"
        raise StartError(line, UNAVAILABLE) from None


def _no_telegram(settings: Settings, why: str) -> StartError:
    return StartError(f"BOT_API_URL: no answer from {settings.bot_api_url}: {why}", UNAVAILABLE)


async def _check_port(port: int) -> None:
    try:
        async with asyncio.timeout(_PORT_SECONDS):
            while not _is_free(port):  # noqa: ASYNC110 - the kernel tells nobody
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise StartError(
            f"PLAYGROUND_PORT: port {port} is taken; end what listens on it, or choose another "
            "(0 takes a free one)"
        ) from None


def _is_free(port: int) -> bool:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
            probe.listen(1)
        except PermissionError:
            raise StartError(f"PLAYGROUND_PORT: this user may not listen on {port}") from None
        except OSError:
            return False
    return True
