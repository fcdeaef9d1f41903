"""How a bot gets its updates: getUpdates, setWebhook, deleteWebhook, getWebhookInfo."""

import json
import re
from urllib.parse import urlsplit

from playground.telegram.api.context import Context, Described, Result
from playground.telegram.errors import BadRequest, Conflict, TooManyRequests
from playground.telegram.json_fields import Json
from playground.telegram.world.bots import Webhook
from playground.telegram.world.updates import (
    DEFAULT_KINDS,
    MAX_LIMIT,
    MAX_TIMEOUT,
)

MAX_SECRET = 256

_DEFAULT_CONNECTIONS = 40
_MAX_CONNECTIONS = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)


async def get_updates(context: Context) -> Result:
    """Updates, waiting for one up to 50 seconds."""
    call, updates = context.call, context.bot.updates
    if context.bot.webhook is not None:
        raise await updates.paused(Conflict(_WEBHOOK_ACTIVE))
    _allow_kinds(context)
    return await updates.poll(
        offset=call.integer("offset"),
        limit=call.integer("limit", MAX_LIMIT, 1, MAX_LIMIT),
        patience=call.integer("timeout", 0, 0, MAX_TIMEOUT),
    )


def set_webhook(context: Context) -> Result:
    """Post updates to an address from now on; any port and plain HTTP will do here."""
    call, bot, clock = context.call, context.bot, context.world.clock
    url = call.text("url")
    if not url:
        return delete_webhook(context)
    if clock.now() < bot.next_webhook_change:
        raise TooManyRequests(1)
    bot.next_webhook_change = clock.now() + 1
    webhook = _read_webhook(context, url)
    drops = call.flag("drop_pending_updates")
    if webhook == bot.webhook and not drops:
        _allow_kinds(context)
        return Described(result=True, description="Webhook is already set")
    if drops:
        bot.updates.clear()
    _allow_kinds(context)
    bot.updates.end_poll(Conflict("terminated by setWebhook request"))
    bot.webhook, bot.webhook_error = webhook, None
    bot.updates.arrivals.ring()  # so that who delivers to the old address lets it be
    context.deliver(bot)
    return Described(result=True, description="Webhook was set")


def delete_webhook(context: Context) -> Result:
    """Keep updates for getUpdates from now on."""
    bot = context.bot
    if context.call.flag("drop_pending_updates"):
        bot.updates.clear()
    was_set = bot.webhook is not None
    bot.webhook = bot.webhook_error = None
    bot.updates.arrivals.ring()
    word = "was" if was_set else "is already"
    return Described(result=True, description=f"Webhook {word} deleted")


def get_webhook_info(context: Context) -> Result:
    """Where updates go, how many wait, and what went wrong last."""
    bot = context.bot
    info: Json = {
        "url": bot.webhook.url if bot.webhook else "",
        "has_custom_certificate": bool(bot.webhook and bot.webhook.has_certificate),
        "pending_update_count": len(bot.updates),
    }
    if bot.webhook is not None:
        info["max_connections"] = bot.webhook.max_connections
        info |= {"ip_address": bot.webhook.ip_address} if bot.webhook.ip_address else {}
    if bot.webhook_error is not None:
        info["last_error_date"], info["last_error_message"] = bot.webhook_error
    if bot.updates.kinds != DEFAULT_KINDS:
        info["allowed_updates"] = list(bot.updates.explicit_kinds)
    return info


def _read_webhook(context: Context, url: str) -> Webhook:
    call = context.call
    secret = call.text("secret_token")
    if not _is_address(url):
        raise BadRequest("invalid webhook URL specified")
    if len(secret) > MAX_SECRET:
        raise BadRequest("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise BadRequest("secret token contains unallowed characters")
    return Webhook(
        url=url if "://" in url else f"https://{url}",
        secret=secret,
        max_connections=call.integer("max_connections", _DEFAULT_CONNECTIONS, 1, _MAX_CONNECTIONS),
        ip_address=call.text("ip_address"),
        has_certificate=call.upload("certificate") is not None,
    )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").encode("idna")
        return parts.scheme in {"http", "https"} and bool(host) and parts.port != 0
    except ValueError:
        return False


def _allow_kinds(context: Context) -> None:
    """Take over `allowed_updates`; what is not given or not an array changes nothing."""
    try:
        kinds = json.loads(context.call.text("allowed_updates") or "null")
    except (ValueError, RecursionError):
        return
    if isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds):
        context.bot.updates.allow(kind.lower() for kind in kinds)
