"""`progon doctor`: checks everything a start needs, one line each, and says what to do.

It changes nothing: no server is started, no schema is migrated. Exit code 0 only when nothing is
wrong that would stop a start.
"""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg

from bot.console.checks import check_token
from bot.console.exits import MISCONFIGURED, StartError
from bot.console.start import endpoints_of, run_until_stopped, settings_with
from config.policies import PoliciesFileError, load_policies
from config.settings import Settings
from config.sites import Catalogue, SitesFileError, load_catalogue
from parser.pages.products.from_selectors import FIELDS
from runner.doorbell import RedisUnreachable, check_redis
from runner.stores import Endpoints, objects_place, open_objects
from storage import retention, workers
from storage.migrate import pending
from storage.objects.errors import ObjectStoreError

_LOW_DISK = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check: a fault stops a start, a remark does not."""

    what: str
    says: str
    fault: bool = False
    remark: bool = False


def run_doctor() -> int | None:
    """Prints all findings."""
    settings = settings_with(log_level="error")

    async def work(_: asyncio.Event) -> int:
        faults = 0
        async for finding in _examine(settings):
            mark = "✗" if finding.fault else "!" if finding.remark else "✓"
            print(f"{mark} {finding.what}: {finding.says}")
            faults += finding.fault
        return MISCONFIGURED if faults else 0

    return run_until_stopped(work)


async def _examine(settings: Settings) -> AsyncIterator[Finding]:
    yield Finding(what="Python", says=sys.version.split()[0])
    yield _files(settings)
    remarks = (*_catalogue_remarks(settings), _data_dir(settings), *_retention(settings))
    for finding in (*remarks, *_people(settings), *_contact(settings)):
        yield finding
    yield await _token(settings)
    try:
        endpoints = endpoints_of(settings)
    except StartError:
        yield Finding(
            what="stores",
            says="embedded: `progon run` starts PostgreSQL and Valkey of its own",
        )
    else:
        yield await _postgres(endpoints)
        yield await _redis(endpoints)
    yield await _objects(settings)


def _files(settings: Settings) -> Finding:
    try:
        catalogue = load_catalogue(settings.sites_file)
        policies = load_policies(settings.policies_file)
    except (SitesFileError, PoliciesFileError) as error:
        return Finding(what="sites and policies", says=str(error), fault=True)
    lost = [site.id for site in catalogue.sites.values() if site.policy not in policies]
    if lost:
        says = f"{settings.sites_file}: no such policy for: {', '.join(lost)}"
        return Finding(what="sites and policies", says=says, fault=True)
    where = f"{len(catalogue.sites)} in {settings.sites_file}, {len(policies)} in {settings.policies_file}"
    return Finding(what="sites and policies", says=where)


def _catalogue_remarks(settings: Settings) -> list[Finding]:
    try:
        catalogue: Catalogue = load_catalogue(settings.sites_file)
    except SitesFileError:
        return []
    strange = {
        f"{site.id}.selectors.{name}"
        for site in catalogue.sites.values()
        for name in site.selectors.keys() - FIELDS
    }
    if not (catalogue.unknown_keys or strange):
        return []
    keys = ", ".join([*catalogue.unknown_keys, *sorted(strange)])
    says = f"{settings.sites_file}: these keys mean nothing: {keys}. A typing error?"
    return [Finding(what="sites file", says=says, remark=True)]


def _data_dir(settings: Settings) -> Finding:
    place = settings.data_dir.absolute()
    while not place.exists():
        place = place.parent
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return Finding(what="DATA_DIR", says=f"cannot write to {settings.data_dir}", fault=True)
    free = shutil.disk_usage(place).free
    says = f"{settings.data_dir}, {free / 1e9:.1f} GB free"
    return Finding(what="DATA_DIR", says=says, remark=free < _LOW_DISK)


def _retention(settings: Settings) -> list[Finding]:
    if settings.keep_ledgers_days:
        return []
    says = "0: the pages of all runs are kept for ever; watch the disk of PostgreSQL"
    return [Finding(what="KEEP_LEDGERS_DAYS", says=says, remark=True)]


def _people(settings: Settings) -> list[Finding]:
    if settings.bot_token is None:
        return []
    if not (settings.admin_ids or settings.allowed_users or settings.allowed_chats):
        says = "ADMIN_IDS, ALLOWED_USERS and ALLOWED_CHATS are all empty: set at least ADMIN_IDS"
        return [Finding(what="people", says=says, fault=True)]
    if not settings.admin_ids:
        return [Finding(what="people", says="ADMIN_IDS is empty: nobody sees /status", remark=True)]
    return [Finding(what="people", says=f"{len(settings.admin_ids)} admins")]


def _contact(settings: Settings) -> list[Finding]:
    if settings.bot_token is None:  # the playground crawls its own shops
        return []
    if settings.crawler_contact:
        return [Finding(what="CRAWLER_CONTACT", says=settings.crawler_contact)]
    says = "not set: owners of sites cannot write to you before they shut our crawler out"
    return [Finding(what="CRAWLER_CONTACT", says=says, remark=True)]


async def _token(settings: Settings) -> Finding:
    if settings.bot_token is None:
        return Finding(what="BOT_TOKEN", says="not set: `progon run` opens the playground")
    try:
        username = await check_token(settings)
    except StartError as error:
        return Finding(what="Telegram", says=str(error), fault=True)
    return Finding(what="BOT_TOKEN", says=f"@{username}")


async def _postgres(endpoints: Endpoints) -> Finding:
    try:
        connection = await asyncpg.connect(endpoints.database_url, timeout=5)
    except (OSError, asyncpg.PostgresError, ValueError, TimeoutError) as error:
        says = f"{str(error).splitlines()[0] if str(error) else type(error).__name__}"
        return Finding(what="DATABASE_URL", says=f"{says}. Is PostgreSQL up?", fault=True)
    try:
        version = await connection.fetchval("select current_setting('server_version')")
        missing = await pending(connection)
        holds = "" if missing else await _holdings(connection)
    finally:
        await connection.close()
    if missing:
        says = f"PostgreSQL {version}; not migrated yet: {', '.join(missing)}. Run `make migrate`"
        return Finding(what="DATABASE_URL", says=says, fault=True)
    return Finding(what="DATABASE_URL", says=f"PostgreSQL {version}, schema up to date; {holds}")


async def _holdings(connection: asyncpg.Connection) -> str:
    _, size = await workers.server(connection)
    ledgers = await retention.census(connection)
    since = f" since {ledgers.since:%Y-%m-%d}" if ledgers.since else ""
    return f"{size / 1e9:.1f} GB, {ledgers.kept} ledgers{since}"


async def _redis(endpoints: Endpoints) -> Finding:
    try:
        return Finding(what="REDIS_URL", says=await check_redis(endpoints.redis_url))
    except RedisUnreachable as error:
        return Finding(what="REDIS_URL", says=f"{error}. Is Redis up?", fault=True)


async def _objects(settings: Settings) -> Finding:
    if settings.s3_endpoint is None:
        return Finding(what="archives", says=f"in the directory {objects_place(settings)}")
    try:
        async with open_objects(settings) as objects:
            await objects.check()
    except ObjectStoreError as error:
        return Finding(what="archives", says=f"{objects_place(settings)}: {error}", fault=True)
    return Finding(what="archives", says=objects_place(settings))
