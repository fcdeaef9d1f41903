"""People talk with the bot over a real Bot API; a worker crawls real shops behind it."""

from config.settings import Settings
from runner.deps import Deps
from runner.stores import Endpoints
from tests.chat import Telegram, all_delivered, bot_at_work, everything
from tests.world import Shops, finished, rows


async def test_a_sentence_becomes_a_run_and_a_zip(deps: Deps, api: Telegram) -> None:
    """The board is pinned and changes in place; at the end it is unpinned and a document comes."""
    anna = api.chat("anna")
    board = await anna.ask("прогони pennymoor и prostolavka")
    assert "№1" in board.text
    await anna.until(lambda m: m.id == board.id and m.pinned)
    document = await anna.until(lambda m: m.file_name is not None, within=60)
    assert document.file_name == "progon-1-reports.zip"
    assert "№1" in document.text
    ended = await anna.until(lambda m: m.id == board.id and "готов" in m.text and not m.pinned)
    assert ended.edits > 0
    assert (await anna.file(document.id)).startswith(b"PK")
    assert not (await anna.look()).pinned


async def test_the_language_follows_the_person(deps: Deps, api: Telegram) -> None:
    """An English sentence gets an English board, a Russian one a Russian answer."""
    john = api.chat("john")
    assert "Run #1" in (await john.ask("run pennymoor, up to 2 pages")).text
    assert "Progon" not in (await john.ask("помощь")).text
    assert "прогони" in (await john.ask("помощь")).text


async def test_status_is_for_admins(deps: Deps, api: Telegram) -> None:
    """Everyone else gets a refusal and nothing else."""
    shown = (await api.chat("anna").ask("/status")).text
    assert "Ведомости: 0, хранятся 90 дн.\n" in shown
    for fact in ("PostgreSQL", "Valkey", "Progon"):
        assert fact in shown
    refusal = (await api.chat("boris").ask("/status")).text
    assert refusal == "Это могут смотреть только администраторы."


async def test_a_stranger_learns_only_his_own_id(deps: Deps, api: Telegram) -> None:
    """Whatever a stranger asks, the answer is the same, once; nothing is started."""
    stranger = api.chat("stranger")
    answer = await stranger.ask("/status")
    assert "1009" in answer.text
    assert "PostgreSQL" not in answer.text
    said = await stranger.say("прогони все площадки")
    assert await stranger.silent_for(1.0, said)
    assert await rows(deps, "select * from bulk_jobs") == []


async def test_two_people_do_not_touch_each_others_runs(deps: Deps, api: Telegram) -> None:
    """Boris neither sees nor cancels Anna's run; she sees and may cancel his, being admin."""
    anna, boris = api.chat("anna"), api.chat("boris")
    hers = await anna.ask("прогони prostolavka, одновременно 1")
    his = await boris.ask("прогони pennymoor")
    assert "№1" in hers.text
    assert "№2" in his.text
    assert "№1" not in (await boris.ask("/history")).text
    assert "нет" in (await boris.ask("/progress 1")).text
    refusal = (await boris.ask("/cancel 1")).text
    assert "№1" not in refusal
    assert "администратор" in refusal
    await anna.ask("/progress 2")
    await finished(deps, 1)
    await finished(deps, 2)


async def test_a_press_of_somebody_else_is_refused_on_our_side(deps: Deps, api: Telegram) -> None:
    """In a group Boris presses Cancel of John's run: an alert, and the run goes on."""
    group = api.inhabitants.group_id
    john, boris = api.chat("john", group), api.chat("boris", group)
    await john.say("@progon_playground_bot run prostolavka")
    board = await john.board("Run #")
    told = await boris.press_button(board, "Cancel")
    assert "чужо" in told.lower() or "другого" in told
    assert [row["status"] for row in await rows(deps, "select status from bulk_jobs")] != [
        "cancelling"
    ]
    await finished(deps, 1)


async def test_a_group_is_not_listened_to_unless_spoken_to(deps: Deps, api: Telegram) -> None:
    """Plain talk in a group is nobody's command; a mention is."""
    group = api.chat("boris", api.inhabitants.group_id)
    said = await group.say("прогони pennymoor")
    assert await group.silent_for(1.0, said)
    board = await group.ask("@progon_playground_bot прогони pennymoor")
    assert "№1" in board.text
    await finished(deps, 1)
    assert "ничего не идёт" in (await group.ask("Прогон, стоп")).text


async def test_cancel_by_button_and_go_on(deps: Deps, api: Telegram, shops: Shops) -> None:
    """Cancel stops the run within seconds; Go on takes it up where it was."""
    anna = api.chat("anna")
    await anna.say("прогони все площадки")
    board = await anna.board("№1")
    assert "Отменяю" in await anna.press_button(board, "Отменить")
    ended = await anna.until(lambda m: m.id == board.id and "отменён" in m.text, within=30)
    told = await anna.press_button(ended, "Продолжить")
    assert "Повторяю" in told
    await anna.until(lambda m: m.id > board.id and "готов" in m.text, within=60)
    assert "устарела" in await anna.press_button(ended, "Продолжить")


async def test_a_failed_site_is_retried_by_button(deps: Deps, api: Telegram) -> None:
    """The board of an ended run offers to retry what failed, once."""
    anna = api.chat("anna")
    await anna.say("прогони molchun и pennymoor")
    ended = await anna.board("не все", within=60)
    assert "не отвечает" in ended.text
    assert "molchun" in await anna.press_button(ended, "Повторить")
    await anna.until(
        lambda m: m.id > ended.id and "не все" in m.text and bool(m.buttons), within=60
    )
    attempts = await rows(deps, "select site, attempt from bulk_job_sites order by site")
    assert attempts == [{"site": "molchun", "attempt": 2}, {"site": "pennymoor", "attempt": 1}]


async def test_the_sites_page_is_turned(deps: Deps, api: Telegram) -> None:
    """The per-site view has its pages, and the way back."""
    anna = api.chat("anna")
    await anna.say("прогони pennymoor")
    board = await anna.board("готов", within=60)
    await anna.press_button(board, "По площадкам")
    paged = await anna.until(lambda m: m.id == board.id and "1–1 из 1" in m.text)
    await anna.press_button(paged, "общему")
    await anna.until(lambda m: m.id == board.id and "1–1 из 1" not in m.text)


async def test_report_and_history(deps: Deps, api: Telegram) -> None:
    """The archive can be had again, also a part of it; the history names the run."""
    boris = api.chat("boris")
    assert "ни одного" in (await boris.ask("/report")).text
    await boris.say("прогони pennymoor")
    first = await boris.until(lambda m: m.file_name is not None, within=60)
    assert "№1" in (await boris.ask("/history")).text
    await boris.ask("/report")
    again = await boris.until(lambda m: m.file_name is not None and m.id > first.id)
    assert await boris.file(again.id) == await boris.file(first.id)
    await boris.ask("/report 1 seo")
    part = await boris.until(lambda m: m.file_name is not None and m.id > again.id)
    assert len(await boris.file(part.id)) < len(await boris.file(first.id))


async def test_what_is_not_understood_is_answered(deps: Deps, api: Telegram) -> None:
    """No message to the bot goes unanswered, and none of these starts anything."""
    anna = api.chat("anna")
    for text in ("как дела на даче?", "прогони магазинбезимени", "🙂", "/nonsense"):
        assert (await anna.ask(text)).text
    assert await rows(deps, "select * from bulk_jobs") == []


async def test_start_help_and_sites(deps: Deps, api: Telegram) -> None:
    """The first words a newcomer tries."""
    john = api.chat("john")
    assert "John" in (await john.ask("/start")).text
    assert "/run" in (await john.ask("/help")).text
    assert "/status" not in (await john.ask("/help")).text
    assert "/status" in (await api.chat("anna").ask("/help")).text
    assert "pennymoor" in (await john.ask("/sites")).text


async def test_a_restarted_bot_goes_on_with_the_same_board(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """The state of a board is in PostgreSQL: another bot process edits the same message."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints):
        board = await anna.ask("прогони pennymoor")
    async with everything(settings, endpoints):
        await anna.until(lambda m: m.id == board.id and "готов" in m.text, within=60)
        await anna.until(lambda m: m.file_name is not None)


async def test_a_bot_that_stops_records_what_it_has_sent(
    settings: Settings, endpoints: Endpoints, api: Telegram
) -> None:
    """Stopped between a message and Telegram's answer, it waits for the answer: no second board."""
    anna = api.chat("anna")
    async with bot_at_work(settings, endpoints):
        await api.sim("/faults", {"trouble": "slow", "delay": 1.5, "method": "sendMessage"})
        board = await anna.ask("прогони pennymoor")
    async with everything(settings, endpoints):
        await anna.until(lambda m: m.file_name is not None, within=60)
    boards = [m.id for m in (await anna.look()).messages if "№1 ·" in m.text]
    assert boards == [board.id]


async def test_a_deleted_board_is_made_again(deps: Deps, api: Telegram) -> None:
    """Somebody deletes the pinned message: the run shows itself in a new one."""
    anna = api.chat("anna")
    board = await anna.ask("прогони prostolavka")
    await api.sim(f"/chats/{anna.chat_id}/deletions", {"message_id": board.id, "from": "1001"})
    again = await anna.until(lambda m: m.id > board.id and "№1" in m.text and bool(m.buttons))
    assert again.id != board.id
    await finished(deps, 1)


async def test_a_document_whose_answer_was_lost_is_sent_again(deps: Deps, api: Telegram) -> None:
    """The connection breaks after Telegram took the document: at most one copy more, never none."""
    anna = api.chat("anna")
    await api.sim("/faults", {"trouble": "lost_answer", "method": "sendDocument"})
    await anna.say("прогони pennymoor")
    await anna.until(lambda m: m.file_name is not None, within=60)
    await all_delivered(deps)
    documents = [m for m in (await anna.look()).messages if m.file_name]
    assert 1 <= len(documents) <= 2


async def test_a_flood_refusal_is_obeyed(deps: Deps, api: Telegram) -> None:
    """After a 429 nothing goes to that chat before its time, and the end still arrives."""
    anna = api.chat("anna")
    await api.sim(
        "/faults", {"trouble": "flood", "retry_after": 2, "method": "editMessageText", "times": 1}
    )
    await anna.say("прогони pennymoor")
    await anna.until(lambda m: m.file_name is not None, within=60)
    calls = await api.sim("/transcript")
    refused = next(c for c in calls["calls"] if c.get("fault") or c["status"] == 429)
    later = [
        c
        for c in calls["calls"]
        if c["at"] > refused["at"] and c["method"] in {"editMessageText", "sendDocument"}
    ]
    assert later
    assert min(c["at"] for c in later) - refused["at"] >= 1.9


async def test_a_blocked_bot_ends_quietly(deps: Deps, api: Telegram) -> None:
    """The person blocks the bot in mid-run: the run ends, and nothing is tried for ever."""
    anna = api.chat("anna")
    await anna.ask("прогони prostolavka")
    await api.sim("/blocks", {"person": "anna_playground"})
    await finished(deps, 1)
    await all_delivered(deps)
    failures = await rows(deps, "select failure from deliveries")
    assert "blocked" in failures[0]["failure"]


async def test_an_old_archive_comes_in_the_language_it_is_asked_for_in(
    deps: Deps, api: Telegram
) -> None:
    """The run was ordered in Russian, and its end told so; who asks in English is answered in English."""
    anna = api.chat("anna")
    await anna.say("прогони pennymoor")
    first = await anna.until(lambda m: m.file_name is not None, within=60)
    assert "Прогон №1" in first.text
    said = await anna.say("send me the report of run 1")
    again = await anna.until(lambda m: m.file_name is not None and m.id > said)
    assert "Run #1" in again.text
    assert "Прогон" not in again.text
