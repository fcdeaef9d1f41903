"""Teaching a phrase, apart from the chat in which an admin does it."""

import threading
from collections.abc import AsyncIterator, Callable, ItemsView

import pytest

from config.settings import Settings
from parser.commands.catalogue import Catalogue, SiteEntry
from parser.commands.learning import LearnedAlias
from parser.commands.model import Command, Verb
from runner import learning
from runner.deps import Deps
from runner.stores import Endpoints, open_deps
from storage import phrases
from storage.phrases import About
from tests.integration.runner.one_site import ANNA, request

RUN_ALL = LearnedAlias(phrase="night shift", commands=(Command(verb=Verb.RUN, sites="all"),))


class Watched(dict[str, tuple[str, ...]]):
    """Words for tags that know which threads have read them."""

    def __init__(self) -> None:
        super().__init__()
        self.readers: set[int] = set()

    def items(self) -> ItemsView[str, tuple[str, ...]]:
        """As ever."""
        self.readers.add(threading.get_ident())
        return super().items()


@pytest.fixture
async def deps(make_settings: Callable[..., Settings], endpoints: Endpoints) -> AsyncIterator[Deps]:
    """Where Anna is an admin, and no worker answers a bell."""
    async with open_deps(make_settings(admin_ids=str(ANNA)), endpoints) as opened:
        await opened.db.execute("insert into people (id, name) values (11, 'Anna')")
        yield opened


async def test_the_replay_of_all_phrases_holds_up_nobody(deps: Deps) -> None:
    """Interpreters are built beside the event loop, in which the bot answers everybody."""
    tags = Watched()
    words = Catalogue(sites=(SiteEntry(id="shop", name="Shop"),), tag_words=tags)
    await phrases.hear(deps.db, About.SENTENCE, "night shift", said="Night shift", language="en")
    [phrase] = await learning.waiting(deps, request("1").actor, 9)
    assert await learning.teach(deps, request("2"), words, phrase, RUN_ALL) == []
    assert tags.readers
    assert threading.get_ident() not in tags.readers
    assert await learning.learned(deps.db) == [RUN_ALL]
