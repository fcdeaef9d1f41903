"""What a colleague does beyond starting runs: asks, takes back, pauses, remembers, learns."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.settings import Settings
from runner.deps import Deps
from runner.stores import Endpoints
from tests.chat import Chat, Telegram, bot_at_work, everything, files_for
from tests.world import Shops, finished, rows


async def statuses(deps: Deps) -> list[str]:
    """How the runs stand, in order."""
    found = await rows(deps, "select status from bulk_jobs order by id")
    return [row["status"] for row in found]


async def test_what_was_understood_is_shown(deps: Deps, api: Telegram) -> None:
    """The board says it in the person's words, so that a misreading shows at once."""
    board = await api.chat("anna").ask("прогони все кроме продлавки, до 2 страниц, только SEO")
    if "?" in board.text:  # a typing error is confirmed first
        board = await api.chat("anna").ask("да")
    assert "Понял: 2 площадки (без: prostolavka), до 2 страниц на площадку, отчёты: seo" in (
        board.text
    )


async def test_a_large_run_is_confirmed_first(
    api: Telegram,
    shops: Shops,
    tmp_path: Path,
    endpoints: Endpoints,
    make_settings: Callable[..., Settings],
) -> None:
    """Nothing starts before the yes, a no drops it, and a yes is not asked about again."""
    settings = make_settings(**api.settings, **files_for(tmp_path, shops), confirm_from_sites=2)
    async with bot_at_work(settings, endpoints) as deps:
        anna = api.chat("anna")
        assert "Делаем?" in (await anna.ask("прогони все")).text
        assert await statuses(deps) == []
        assert "не буду" in (await anna.ask("нет")).text
        assert "Делаем?" in (await anna.ask("прогони все")).text
        assert "№1" in (await anna.ask("да")).text
        assert await statuses(deps) == ["queued"]


async def test_a_yes_by_button_counts_for_the_one_who_was_asked(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """In a group only the person who was asked can answer; two commands go together."""
    async with bot_at_work(settings, endpoints) as deps:
        group = api.inhabitants.group_id
        anna, boris = api.chat("anna", group), api.chat("boris", group)
        asked = await anna.ask(
            "@progon_playground_bot прогони pennymoor завтра в 9:00 и прогони prostolavka "
            "завтра в 10:00"
        )
        assert "устарела" in await boris.press_button(asked, "Да")
        assert await rows(deps, "select * from schedules") == []
        await anna.press_button(asked, "Да")
        await anna.until(lambda m: m.by_bot and m.id > asked.id and "10:00" in m.text)
        assert len(await rows(deps, "select * from schedules")) == 2


async def test_asking_what_would_happen_starts_nothing(deps: Deps, api: Telegram) -> None:
    """A question mark in front: the reading is explained, and that is all."""
    told = (await api.chat("anna").ask("?прогони все кроме pennymoor")).text
    assert "pennymoor" in told
    assert "не начинаю" in told
    assert await statuses(deps) == []


async def test_a_mistake_is_taken_back(deps: Deps, api: Telegram) -> None:
    """Right after a start one tap ends the run, and no archive comes."""
    anna = api.chat("anna")
    board = await anna.ask("прогони prostolavka")
    assert "Отменяю" in await anna.press_button(board, "Не то")
    await anna.until(lambda m: m.id == board.id and "отменён" in m.text, within=30)
    assert await statuses(deps) == ["cancelled"]
    assert await rows(deps, "select * from deliveries") == []


async def test_a_run_is_paused_and_goes_on(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """Paused, it is claimed by nobody; after "resume" it comes to its end."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints) as deps:
        await anna.ask("прогони pennymoor")
        assert "приостановлен" in (await anna.ask("пауза")).text
        assert "нельзя" in (await anna.ask("пауза")).text
    async with everything(settings, endpoints) as deps:
        await anna.until(lambda m: "Приостановлен" in m.text)
        await asyncio.sleep(1.0)
        assert await rows(deps, "select status, epoch from bulk_job_sites") == [
            {"status": "queued", "epoch": 0}
        ]
        assert "идёт дальше" in (await anna.ask("продолжи")).text
        await finished(deps, 1)
    assert await statuses_of(deps, endpoints, settings) == ["completed"]


async def statuses_of(_: Deps, endpoints: Endpoints, settings: Settings) -> list[str]:
    """The same, after the processes have gone."""
    async with bot_at_work(settings, endpoints) as deps:
        return await statuses(deps)


async def test_one_site_is_taken_out_of_a_run(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """The others go on."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints) as deps:
        await anna.ask("прогони pennymoor и prostolavka")
        assert "prostolavka" in (await anna.ask("сними prostolavka с прогона")).text
        found = await rows(deps, "select site, status from bulk_job_sites order by site")
        assert found == [
            {"site": "pennymoor", "status": "queued"},
            {"site": "prostolavka", "status": "cancelled"},
        ]


async def test_a_schedule_comes_and_goes(deps: Deps, api: Telegram) -> None:
    """It is confirmed, listed, starts when it is due, comes again, and can be dropped."""
    anna = api.chat("anna")
    asked = await anna.ask("прогоняй pennymoor по будням в 8:30")
    assert "по будням в 08:30" in asked.text
    assert "Первый раз" in (await anna.ask("да")).text
    assert "1. по будням в 08:30" in (await anna.ask("/schedules")).text
    assert "нет" in (await api.chat("boris").ask("/schedules")).text
    assert await statuses(deps) == []
    await deps.db.execute("update schedules set next_at = now() - interval '1 second'")
    run = await finished(deps, 1)
    assert run.said == "прогоняй pennymoor по будням в 8:30"
    [schedule] = await rows(deps, "select next_at, ended_at, last_run_id from schedules")
    assert schedule["next_at"] > datetime.now(UTC)
    assert schedule["next_at"] < datetime.now(UTC) + timedelta(days=4)
    assert (schedule["ended_at"], schedule["last_run_id"]) == (None, 1)
    assert "снято" in (await anna.ask("убери расписание 1")).text
    assert "нет" in (await anna.ask("расписания")).text


async def test_what_changed_is_told_in_numbers(deps: Deps, api: Telegram) -> None:
    """The first run has nothing to compare with; the second tells, site by site."""
    anna = api.chat("anna")
    await anna.ask("прогони pennymoor")
    await finished(deps, 1)
    assert "не с чем" in (await anna.ask("что изменилось?")).text
    await anna.ask("прогони pennymoor")
    await finished(deps, 2)
    told = (await anna.ask("что изменилось?")).text
    assert "№2" in told
    assert "pennymoor — без изменений" in told
    await deps.db.execute("""update artifacts set facts = facts || '{"suspect": true}'""")
    assert "⚠️ pennymoor — изменений не видно" in (await anna.ask("что изменилось?")).text
    await deps.db.execute(
        """update artifacts set facts = facts || '{"suspect": false, "changes": 14, "by_type":
           {"changed": 2, "unreachable": 7, "blocked": 1, "out_of_scope": 2}}'"""
    )
    told = (await anna.ask("что изменилось?")).text
    assert "изменилось 2, не удалось посмотреть 7, закрыто в robots.txt 1, ушло с сайта 2" in told
    assert "прочего 2" in told


async def test_a_follow_up_leans_on_the_last_command(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """It does so after a restart of the bot too, and for the same person only."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints) as deps:
        await anna.ask("прогони pennymoor")
    async with bot_at_work(settings, endpoints) as deps:
        assert "Не помню" in (await api.chat("boris").ask("а теперь только SEO")).text
        board = await anna.ask("а теперь только SEO")
        assert "отчёты: seo" in board.text
        assert await statuses(deps) == ["queued", "queued"]


async def taught(anna: Chat, phrase: str, meaning: str) -> str:
    """Two taps; what the bot said in the end."""
    page = await anna.ask("/phrases")
    await anna.press_button(page, phrase)
    asked = await anna.until(lambda m: m.id == page.id and "значит" in m.text and m.edits > 0)
    await anna.press_button(asked, meaning)
    answer = await anna.until(lambda m: m.id == page.id and not m.buttons)
    return answer.text


async def test_the_bot_learns_a_phrase_in_two_taps(deps: Deps, api: Telegram) -> None:
    """An unknown phrase waits for the admin; taught, it is a command for everybody."""
    anna, boris = api.chat("anna"), api.chat("boris")
    await boris.ask("сводочку на стол")
    assert "только администраторы" in (await boris.ask("/phrases")).text
    assert "Запомнил" in await taught(anna, "сводочку", "показать последние прогоны")
    assert "Прогонов" in (await boris.ask("Сводочку на стол!")).text
    assert "Непонятых фраз нет" in (await anna.ask("/phrases")).text


async def test_a_greeting_is_answered_and_nothing_to_learn(deps: Deps, api: Telegram) -> None:
    """Nobody is told that they were not understood when they said thanks."""
    anna = api.chat("anna")
    assert "I am here" in (await anna.ask("hello")).text
    assert "На связи" in (await anna.ask("добрый день!")).text
    assert "На связи" in (await anna.ask("спасибо")).text
    assert "Непонятых фраз нет" in (await anna.ask("/phrases")).text


async def test_a_meaning_that_breaks_an_older_phrase_is_refused(deps: Deps, api: Telegram) -> None:
    """Both are shown, and nothing is learned."""
    anna = api.chat("anna")
    await anna.ask("/help")
    await deps.db.execute(
        "insert into phrases (about, text, said, language)"
        " values ('sentence', 'стоп', 'стоп', 'ru')"
    )
    refusal = await taught(anna, "стоп", "показать последние прогоны")
    assert "Так нельзя" in refusal
    assert "отменить" in refusal
    assert await rows(deps, "select * from aliases") == []


async def test_a_listening_group_takes_clear_commands_only(
    api: Telegram,
    shops: Shops,
    tmp_path: Path,
    endpoints: Endpoints,
    make_settings: Callable[..., Settings],
) -> None:
    """Where the chat is set so, "run pennymoor" is heard without a name, and talk is left alone."""
    group = api.inhabitants.group_id
    settings = make_settings(**api.settings, **files_for(tmp_path, shops), listening_chats=[group])
    async with bot_at_work(settings, endpoints) as deps:
        boris = api.chat("boris", group)
        for talk in ("стоп", "как там pennymoor?", "прогони мысль через юристов", "да"):
            said = await boris.say(talk)
        assert await boris.silent_for(1.0, said - 3)
        assert "№1" in (await boris.ask("прогони pennymoor")).text
        assert await statuses(deps) == ["queued"]


async def test_what_cannot_be_done_is_repeated(deps: Deps, api: Telegram) -> None:
    """A question about an order without single words to blame shows the order, not empty quotes."""
    anna = api.chat("anna")
    reply = await anna.ask("убери все расписания")
    assert "«убери все расписания»" in reply.text
    assert reply.buttons
