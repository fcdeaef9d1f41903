"""The terminal chat: a person of the playground talks with the bot.

In a terminal the board stays below the conversation and changes in place; buttons are numbered and
pressed by typing `:1`. From a pipe each line is a message; the program waits until the runs are
delivered and says where the archives lie.
"""

import asyncio
import sys

from bot.console.chat_client import ChatClient
from bot.console.chat_pipe import talk_from_pipe
from bot.console.chat_terminal import talk_in_terminal
from bot.console.playground import Playground, find_playground
from bot.console.start import endpoints_of, run_until_stopped, settings_with
from config.settings import Settings
from runner.stores import Endpoints


def run_chat(person: str) -> int | None:
    """`progon chat`: against a `progon run` that is at work elsewhere."""
    settings = settings_with()
    endpoints = endpoints_of(settings)
    playground = find_playground(settings)

    async def work(stop: asyncio.Event) -> int:
        async with asyncio.TaskGroup() as group:
            talking = group.create_task(open_chat(settings, endpoints, playground, person=person))
            stopping = group.create_task(stop.wait())
            await asyncio.wait({talking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            talking.cancel()
            stopping.cancel()
        return 130 if talking.cancelled() else talking.result()

    return run_until_stopped(work)


async def open_chat(
    settings: Settings, endpoints: Endpoints, playground: Playground, *, person: str = ""
) -> int:
    """Talks until the person leaves, or the pipe is empty and all runs are delivered."""
    client = ChatClient(playground, playground.person(person))
    downloads = settings.data_dir / "downloads"
    try:
        if sys.stdin is not None and sys.stdin.isatty():
            return await talk_in_terminal(client, playground, downloads, language=settings.language)
        return await talk_from_pipe(client, endpoints.database_url, downloads)
    finally:
        await client.close()
