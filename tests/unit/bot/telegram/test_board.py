"""The board: what it shows of a run, from a made-up run, a language and a clock."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.board import Frame, draw
from bot.telegram.texts import texts
from storage.model.run import RunView, SiteHistory, SiteJob
from storage.model.states import Phase, RunStatus, SiteStatus
from tests.unit.bot.telegram.made_up_run import JOB, NOW, view


def drawn(run: RunView, language: str = "ru", *, page: int = 0, shown: int = 0) -> Frame:
    """Its board."""
    return draw(run, texts(language), now=NOW, slots=4, page=page, shown_percent=shown)


def test_a_page_limit_is_what_there_is_to_do() -> None:
    """Not the addresses of the whole site, nor the time that all of them took the last time."""
    past = {"shop1": SiteHistory(total_urls=100_000, active_seconds=30_000)}
    queued = replace(
        JOB, status=SiteStatus.QUEUED, discovered=False, total_urls=0, processed=0, active_seconds=0
    )
    text = drawn(replace(view(queued, page_limit=100), history=past)).text
    assert "0 из 100" in text
    assert "Осталось меньше минуты" in text
    busy = replace(JOB, phase=Phase.CRAWL, total_urls=7_000, processed=40, fetched=25)
    assert "25 % · 25 из 100" in drawn(view(busy, page_limit=100)).text
    assert "40 из 7" in drawn(view(busy)).text
    small = replace(busy, total_urls=80)
    assert "40 из 80" in drawn(view(small, page_limit=100)).text


def test_outside_checks_are_told_in_the_row() -> None:
    """How many links and pictures were asked, in either language."""
    checking = replace(JOB, phase=Phase.CHECK, outside_total=1200, outside_done=30)
    assert "30" in drawn(view(checking)).text
    assert "checking links and pictures: 30 of 1,200" in drawn(view(checking), "en").text


def buttons(frame: Frame) -> list[str]:
    """The words on its buttons."""
    rows = frame.keyboard.inline_keyboard if frame.keyboard else []
    return [button.text for row in rows for button in row]


def test_a_running_run_tells_percent_time_and_rows() -> None:
    """A hundred of four hundred at two a second: a quarter done, 150 seconds to come."""
    frame = drawn(view(JOB))
    assert frame.percent == 24
    assert "Прогон №14</b> · 24 %" in frame.text
    assert "100 из 400" in frame.text
    assert "Осталось 3–4 мин" in frame.text
    assert "<b>shop1</b> — 25 %" in frame.text
    assert buttons(frame)[0] == "✖ Отменить"


def test_progress_never_goes_back() -> None:
    """Late sitemaps make the whole larger; the percentage stays where it was."""
    assert drawn(view(JOB), shown=60).percent == 60


def test_a_fresh_run_can_be_taken_back() -> None:
    """For a quarter of a minute, and not after a retry."""
    fresh = {"created_at": NOW - timedelta(seconds=5)}
    assert "↩ Не то, забудь" in buttons(drawn(view(JOB, **fresh)))
    assert "↩ Не то, забудь" not in buttons(drawn(view(JOB, **fresh, attempt=2)))
    assert "↩ Не то, забудь" not in buttons(drawn(view(JOB)))


def test_a_wait_says_why_and_how_long() -> None:
    """A site that answered 429 is shown with its reason, not as stuck."""
    waiting = replace(JOB, waiting_reason="http_429", resume_at=NOW + timedelta(seconds=30))
    assert "429" in drawn(view(waiting)).text
    assert "30 с" in drawn(view(waiting)).text


def test_a_silent_worker_is_not_shown_as_busy() -> None:
    """Without a heartbeat for half a minute the row says so."""
    silent = replace(JOB, heartbeat_at=NOW - timedelta(seconds=40))
    assert "нет вестей" in drawn(view(silent)).text


def test_an_ended_run_offers_to_retry_what_failed() -> None:
    """The failed come first, with the reason in words; the good are summed up."""
    good = replace(JOB, status=SiteStatus.COMPLETED, processed=400)
    bad = replace(JOB, status=SiteStatus.FAILED, failure="unreachable")
    ended = {"status": RunStatus.PARTIAL, "finished_at": NOW, "settled_at": NOW}
    frame = drawn(view(good, bad, **ended))
    assert frame.percent == 100
    assert "сайт не отвечает" in frame.text
    assert "🔁 Повторить упавшие: 1" in buttons(frame)
    assert "за 5 мин" in frame.text


def test_a_site_that_moved_says_where_to() -> None:
    """Its new host as people read it, and nothing of it is markup."""
    gone = replace(JOB, status=SiteStatus.FAILED, failure="moved_away")
    gone = replace(gone, failure_detail="https://xn--80ak6aa92e.xn--p1ai/?<b>")
    assert "сайт переехал на аррӏе.рф" in drawn(view(gone)).text
    assert "the site has moved to" in drawn(view(gone), "en").text


def test_what_was_left_out_is_named() -> None:
    """The reading of the command stands on the board."""
    run = view(JOB, JOB, JOB, JOB, command={"except": ["ozon"]}, page_limit=100)
    assert "Понял: 4 площадки (без: ozon), до 100 страниц на площадку" in drawn(run).text
    assert "Understood: 4 sites (without ozon), up to 100 pages per site" in drawn(run, "en").text


def test_a_paused_run_says_so() -> None:
    """And how it goes on."""
    assert "Приостановлен" in drawn(view(JOB, paused=True)).text


def test_many_sites_are_turned_page_by_page() -> None:
    """The overview shows twelve and counts the rest; the view has every site, ten to a page."""
    many = view(*[JOB] * 25)
    assert "и ещё 13" in drawn(many).text
    pages = [drawn(many, page=page).text for page in (1, 2, 3)]
    assert "Площадки 21–25 из 25" in pages[2]
    assert sum(f"<b>shop{n}</b>" in page for n in range(1, 26) for page in pages) == 25


@given(
    jobs=st.lists(
        st.builds(
            lambda **facts: replace(JOB, **facts),
            status=st.sampled_from(SiteStatus),
            phase=st.sampled_from(Phase),
            total_urls=st.integers(0, 10**7),
            processed=st.integers(0, 10**7),
            active_seconds=st.floats(0, 1e6),
            discovered=st.booleans(),
            waiting_reason=st.sampled_from([None, "http_429", "<b>"]),
            failure=st.sampled_from([None, "unreachable", "<i>new code</i>"]),
            heartbeat_at=st.sampled_from([None, NOW, NOW - timedelta(days=2)]),
        ),
        min_size=1,
        max_size=60,
    ),
    status=st.sampled_from(RunStatus),
    page=st.integers(0, 6),
    language=st.sampled_from(["ru", "en"]),
    ended=st.booleans(),
)
def test_a_board_always_fits_into_a_message(
    jobs: list[SiteJob], status: RunStatus, page: int, language: str, *, ended: bool
) -> None:
    """Telegram takes 4,096 characters; and no value becomes markup."""
    run = view(*jobs, status=status, finished_at=NOW if ended else None)
    frame = drawn(run, language, page=page)
    assert len(frame.text) <= 4096
    assert "<b>;" not in frame.text
    assert "<i>new code" not in frame.text


def test_history_makes_the_first_estimate() -> None:
    """A site that is only beginning is expected to take as long as the last time."""
    beginning = replace(JOB, total_urls=0, processed=0, discovered=False, active_seconds=0.5)
    known = replace(
        view(beginning), history={"shop1": SiteHistory(total_urls=600, active_seconds=600)}
    )
    assert "из 600" in drawn(known).text


@pytest.mark.parametrize("status", [RunStatus.CANCELLING, RunStatus.COMPLETED, RunStatus.CANCELLED])
def test_what_can_not_be_cancelled_has_no_cancel_button(status: RunStatus) -> None:
    """A button that would only refuse is not shown."""
    finished = NOW if status.terminal else None
    assert "✖ Отменить" not in buttons(drawn(view(JOB, status=status, finished_at=finished)))
