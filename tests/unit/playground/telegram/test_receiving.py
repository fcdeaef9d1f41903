import pytest

from tests.unit.playground.telegram.stage import Stage, soon


async def test_get_updates(stage: Stage) -> None:
    """Updates come with growing numbers till they are confirmed."""
    stage.say(stage.private(), "раз")
    stage.say(stage.private(), "два")
    first, second = await stage.ok("getUpdates", timeout=0)
    assert second["update_id"] == first["update_id"] + 1
    assert [u["message"]["text"] for u in (first, second)] == ["раз", "два"]
    stage.clock.advance(5)
    (left,) = await stage.ok("getUpdates", offset=second["update_id"], limit=0)
    assert left == second


@pytest.mark.parametrize(("limit", "given"), [("0", 1), ("-5", 1), ("2", 2), ("x", 1), ("999", 3)])
async def test_limit_is_moved_into_its_range(stage: Stage, limit: str, given: int) -> None:
    """A limit is at least one and at most a hundred."""
    for text in "abc":
        stage.say(stage.private(), text)
    assert len(await stage.ok("getUpdates", limit=limit)) == given


async def test_longest_wait(stage: Stage) -> None:
    """A poll waits at most fifty seconds."""
    poll = await soon(stage.ok("getUpdates", timeout=1000))
    stage.clock.advance(49.9)
    assert not poll.done()
    stage.clock.advance(0.1)
    assert await poll == []


async def test_allowed_updates_stay(stage: Stage) -> None:
    """A choice of kinds holds till another is made; what is no array makes none."""
    await stage.ok("getUpdates", allowed_updates=["callback_query"], offset=-1, timeout=0)
    for senseless in ("", "null", "{", "{}", "[1]"):
        stage.clock.advance(5)
        poll = await soon(stage.ok("getUpdates", allowed_updates=senseless, timeout=1))
        stage.say(stage.private(), "x")
        stage.clock.advance(1)
        assert await poll == []
    stage.clock.advance(5)
    poll = await soon(stage.ok("getUpdates", allowed_updates="[]", timeout=1))
    stage.say(stage.private(), "x")
    assert len(await poll) == 1


async def test_webhook_or_polling(stage: Stage) -> None:
    """With a webhook there is no polling: who waits is told, who comes is told."""
    poll = await soon(stage.refusal("getUpdates", timeout=30))
    await stage.ok("setWebhook", url="https://example.com/hook", secret_token="a-b_1")
    assert await poll == "Conflict: terminated by setWebhook request"
    refused = await soon(stage.refusal("getUpdates"))
    stage.clock.advance(3)
    assert await refused == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert (await stage.answer("deleteWebhook"))["description"] == "Webhook was deleted"
    assert (await stage.answer("deleteWebhook"))["description"] == "Webhook is already deleted"


async def test_webhook_info(stage: Stage) -> None:
    """What is known of a webhook is where it goes and what waits for it."""
    empty = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    assert await stage.ok("getWebhookInfo") == empty
    stage.say(stage.private(), "x")
    await stage.ok(
        "setWebhook",
        url="example.com/hook",
        max_connections=1000,
        ip_address="127.0.0.1",
        allowed_updates=["message"],
    )
    assert await stage.ok("getWebhookInfo") == {
        "url": "https://example.com/hook",
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "ip_address": "127.0.0.1",
        "max_connections": 100,
        "allowed_updates": ["message"],
    }


async def test_setting_again(stage: Stage) -> None:
    """A webhook is set at most once a second; the same one again changes nothing."""
    same = {"url": "https://example.com/hook"}
    assert (await stage.answer("setWebhook", **same))["description"] == "Webhook was set"
    assert (await stage.answer("setWebhook", **same))["parameters"] == {"retry_after": 1}
    stage.clock.advance(1)
    assert (await stage.answer("setWebhook", **same))["description"] == "Webhook is already set"


async def test_dropping(stage: Stage) -> None:
    """What waits can be dropped when a webhook is set or deleted, and not otherwise."""
    stage.say(stage.private(), "x")
    await stage.ok("deleteWebhook")
    assert len(stage.bot.updates) == 1
    await stage.ok("deleteWebhook", drop_pending_updates="TRUE ")
    assert len(stage.bot.updates) == 0
    stage.say(stage.private(), "x")
    await stage.ok("setWebhook", url="https://example.com/", drop_pending_updates=True)
    assert len(stage.bot.updates) == 0


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"url": "ftp://example.com"}, "invalid webhook URL specified"),
        ({"url": "http://"}, "invalid webhook URL specified"),
        ({"url": "http://a:99999"}, "invalid webhook URL specified"),
        ({"url": "http://a..b/"}, "invalid webhook URL specified"),
        ({"url": "http://a.b:0/"}, "invalid webhook URL specified"),
        ({"url": "https://a.b", "secret_token": "x" * 257}, "secret token is too long"),
        (
            {"url": "https://a.b", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_refused_webhooks(stage: Stage, parameters: dict[str, str], reason: str) -> None:
    """A webhook that cannot be is refused in the server's words."""
    assert await stage.refusal("setWebhook", **parameters) == f"Bad Request: {reason}"


async def test_unknown_method(stage: Stage) -> None:
    """A method that is not served is not found."""
    assert await stage.refusal("sendDice") == "Not Found: method not found"
