"""Runs that ended so long ago that not everything of them is kept."""

from runner.deps import Deps
from storage import artifacts
from tests.chat import Telegram, all_delivered
from tests.world import finished


async def ended_long_ago(deps: Deps) -> None:
    """The run ended before the time for which ledgers are kept."""
    await finished(deps, 1)
    await deps.db.execute("update bulk_jobs set finished_at = now() - interval '100 days'")


async def test_what_is_no_longer_kept_cannot_be_retried_and_people_are_told(
    deps: Deps, api: Telegram
) -> None:
    """By button, by words, in both languages; the archive comes all the same."""
    anna = api.chat("anna")
    await anna.say("прогони molchun и pennymoor")
    board = await anna.board("не все", within=60)
    archive = await anna.until(lambda m: m.file_name is not None, within=60)
    await ended_long_ago(deps)
    assert "уже не хранятся" in await anna.press_button(board, "Повторить")
    assert "Запустите новый прогон" in (await anna.ask("/retry 1")).text
    assert "no longer kept" in (await anna.ask("retry everything in run 1")).text
    await anna.ask("/report 1")
    again = await anna.until(lambda m: m.file_name is not None and m.id > archive.id)
    assert await anna.file(again.id) == await anna.file(archive.id)


async def test_files_that_are_gone_from_the_store_are_told_once(deps: Deps, api: Telegram) -> None:
    """The bucket deletes what is old: nobody waits for it, and it is not asked for for ever."""
    anna = api.chat("anna")
    await anna.say("прогони pennymoor")
    await anna.until(lambda m: m.file_name is not None, within=60)
    for file in await artifacts.of_run(deps.db, 1):
        await deps.objects.delete(file.key)
    asked = await anna.say("/report 1")
    told = await anna.until(lambda m: m.id > asked and "больше нет" in m.text)
    await anna.say("отчёт 1 только seo")
    await anna.until(lambda m: m.id > told.id and "больше нет" in m.text)
    await all_delivered(deps)
