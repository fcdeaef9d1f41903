"""The table `boards`: which message shows a run, so that a restarted bot continues with it."""

import asyncpg

from storage.database import Executor
from storage.model.delivery import Board
from storage.model.run import Place
from storage.queries import sql


async def open_board(db: Executor, run_id: int, place: Place) -> None:
    """Creates the run's board, if it has none."""
    await db.execute(sql("boards.open"), run_id, place.chat_id, place.thread_id)


async def to_show(db: Executor) -> list[Board]:
    """All boards that have not shown the end yet."""
    return [_board(row) for row in await db.fetch(sql("boards.to_show"))]


async def get(db: Executor, run_id: int) -> Board | None:
    """The board of one run."""
    row = await db.fetchrow(sql("boards.get"), run_id)
    return _board(row) if row else None


async def shown(db: Executor, run_id: int, message_id: int, frame: str, percent: int) -> None:
    """Records the board's message and the frame it shows now."""
    await db.execute(sql("boards.shown"), run_id, message_id, frame, percent)


async def redrawn(db: Executor, run_id: int, message_id: int, frame: str, percent: int) -> None:
    """Records the frame that this message shows now; ignored if the board has another message."""
    await db.execute(sql("boards.redrawn"), run_id, message_id, frame, percent)


async def pinned(db: Executor, run_id: int) -> None:
    """Records that the message is pinned, or cannot be."""
    await db.execute(sql("boards.pinned"), run_id)


async def turn(db: Executor, run_id: int, page: int) -> None:
    """Sets the page of the per-site view, and has the board redrawn."""
    await db.execute(sql("boards.turn"), run_id, page)


async def close(db: Executor, run_id: int, message_id: int | None) -> None:
    """Closes the board, whose message shows the end and is unpinned; ignored if it has another."""
    await db.execute(sql("boards.close"), run_id, message_id)


async def reopen(db: Executor, run_id: int) -> None:
    """Reopens the board of a retried run, in a new message."""
    await db.execute(sql("boards.reopen"), run_id)


async def lose(db: Executor, run_id: int) -> None:
    """Forgets the message, which was deleted; the next frame makes a new one."""
    await db.execute(sql("boards.lose"), run_id)


async def move_chat(db: Executor, old: int, new: int) -> None:
    """Moves boards and runs to the new chat id: a group became a supergroup."""
    await db.execute(sql("boards.move_chat"), old, new)
    await db.execute(sql("boards.move_runs"), old, new)


async def leave_topic(db: Executor, place: Place) -> None:
    """Moves the boards and runs of a deleted topic to the chat itself."""
    await db.execute(sql("boards.leave_topic"), place.chat_id, place.thread_id)


def _board(row: asyncpg.Record) -> Board:
    return Board(
        run_id=row["run_id"],
        place=Place(chat_id=row["chat_id"], thread_id=row["thread_id"]),
        message_id=row["message_id"],
        pinned=row["pinned"],
        page=row["page"],
        frame=row["frame"],
        percent=row["percent"],
    )
