from playground.telegram.api.call import Upload
from tests.unit.playground.telegram.stage import Stage


async def test_what_is_recorded(stage: Stage) -> None:
    """A call is recorded with its answer, under its published name, with what was odd."""
    await stage.ok("SENDMESSAGE", chat_id=stage.private().id, text="x", colour="red")
    await stage.refusal("sendMessage", chat_id=5, text="x")
    first, second = stage.endpoint.transcript.entries()
    assert (first.number, first.bot, first.method, first.status) == (
        1,
        "shop_bot",
        "sendMessage",
        200,
    )
    assert first.parameters == {"chat_id": str(stage.anna.id), "text": "x", "colour": "red"}
    assert first.remarks == ("colour is unknown",)
    assert first.answer["result"]["text"] == "x"
    assert second.answer["description"] == "Bad Request: chat not found"


async def test_filters(stage: Stage) -> None:
    """The record can be read from a number on, by method and by bot."""
    await stage.ok("getMe")
    await stage.ok("getWebhookInfo")
    transcript = stage.endpoint.transcript
    assert [e.number for e in transcript.entries(since=1)] == [2]
    assert [e.number for e in transcript.entries(method="getme")] == [1]
    assert [e.number for e in transcript.entries(bot="Shop_Bot")] == [1, 2]
    assert list(transcript.entries(bot="other")) == []
    transcript.clear()
    await stage.ok("getMe")
    assert [e.number for e in transcript.entries()] == [3]


async def test_no_tokens(stage: Stage) -> None:
    """No bot's token gets into the record, wherever it was said."""
    other = stage.world.add_bot(username="other_bot")
    token = stage.bot.token
    await stage.ok("setWebhook", url=f"https://example.com/{token}/x")
    await stage.ok("getWebhookInfo")
    await stage.ok("sendMessage", chat_id=stage.private().id, text=f"{token} {other.token}")
    await stage.refusal(token.lower())
    shown = repr(list(stage.endpoint.transcript.entries()))
    assert "<token>" in shown
    for secret in (token, other.token):
        assert secret not in shown
        assert secret.split(":")[1] not in shown


async def test_uploads(stage: Stage) -> None:
    """Of a file the record holds name and size, not the bytes."""
    uploads = {"document": Upload(name="x.zip", mime_type="", content=b"secret")}
    await stage.ok("sendDocument", uploads, chat_id=stage.private().id)
    (entry,) = stage.endpoint.transcript.entries()
    assert entry.parameters["document"] == {"file_name": "x.zip", "size": 6}
