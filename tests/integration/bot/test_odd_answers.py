"""Answers of Telegram that cannot be read, and documents that it does not take."""

import zipfile

from runner.deps import Deps
from tests.chat import Telegram
from tests.world import finished


async def test_a_reply_whose_answer_cannot_be_read_is_not_repeated(
    deps: Deps, api: Telegram
) -> None:
    """It has arrived: people see it once, and the bot goes on."""
    anna = api.chat("anna")
    await api.sim("/faults", {"trouble": "garbled", "method": "sendMessage"})
    reply = await anna.ask("/sites")
    assert "pennymoor" in reply.text
    assert await anna.silent_for(2.0, reply.id)
    assert len(await api.calls("sendMessage")) == 1


async def test_a_document_that_is_too_large_becomes_a_link(deps: Deps, api: Telegram) -> None:
    """Telegram's limit is below ours: the archive is not sent again and again in vain."""
    anna = api.chat("anna")
    await api.sim("/faults", {"trouble": "too_large", "method": "sendDocument", "seconds": 600})
    await anna.say("прогони pennymoor")
    told = await anna.until(lambda m: "bulk_runs/1/reports.zip" in m.text, within=60)
    assert "больше, чем принимает Telegram" in told.text
    place = told.text.splitlines()[-1].partition(": ")[2].partition(" (на машине бота")[0]
    assert zipfile.is_zipfile(place)
    await finished(deps, 1)
    await anna.say("отчёт 1 только диф")
    told = await anna.until(lambda m: "bulk_runs/1/pennymoor/diff.csv" in m.text)
    assert len(await api.calls("sendDocument")) == 2
