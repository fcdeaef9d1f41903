"""Sites and tags, however they are written."""

from datetime import datetime

import pytest

from parser.commands.catalogue import Catalogue, SiteEntry
from parser.commands.grammar import load_grammar
from parser.commands.interpret import Interpreter
from parser.commands.kinds import Kind
from parser.commands.model import Ask, Command, Outcome, Verb
from parser.commands.names import Names
from parser.commands.tokens import tokenise


def names_in(names: Names, text: str) -> set[str]:
    """Every id found in a text, the longest names only."""
    spans = names.find(tokenise(text))
    longest = {span.start: max(s.end for s in spans if s.start == span.start) for span in spans}
    return {each for s in spans if s.end == longest[s.start] for each in s.ids}


@pytest.fixture(scope="module")
def names(catalogue: Catalogue) -> Names:
    """The index of the phrases' catalogue."""
    return Names(catalogue, load_grammar())


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("озона", "ozon"),
        ("OZON", "ozon"),
        ("ozon'ом", "ozon"),
        ("ozon.ru", "ozon"),
        ("www.ozon.ru", "ozon"),
        ("https://www.ozon.ru/category/1", "ozon"),
        ("ламоду", "lamoda"),
        ("lamodu", "lamoda"),
        ("lamoda's", "lamoda"),
        ("золотого яблока", "goldapple"),
        ("золотому яблоку", "goldapple"),
        ("gold apple", "goldapple"),
        ("goldapple", "goldapple"),
        ("спорт мастера", "sportmaster"),
        ("sportmaster", "sportmaster"),
        ("л'этуаль", "letual"),
        ("летуали", "letual"),
        ("читай-городом", "chitai-gorod"),
        ("всеинструменты.ру", "vseinstrumenti"),
        ("все инструменты", "vseinstrumenti"),
        ("220 вольт", "220-volt"),
        ("220вольт", "220-volt"),
        ("или-или", "ili-ili"),
        ("днску", "dns"),
        ("вбшку", "wildberries"),
        ("зоозавра", "zoozavr"),
    ],
)
def test_one_site_under_many_spellings(names: Names, text: str, site: str) -> None:
    """Case endings, scripts, hosts and spaces don't hide a site."""
    assert site in names_in(names, text)


@pytest.mark.parametrize("text", ["зонт", "озеро", "мода", "лама", "маркер", "и", "или", "детский"])
def test_other_words_are_no_sites(names: Names, text: str) -> None:
    """A word that merely resembles a name is none."""
    assert not [span for span in names.find(tokenise(text)) if span.kind is Kind.SITE]


def test_a_word_of_two_names_is_ambiguous(names: Names) -> None:
    """One word of two longer names names neither."""
    (span,) = [each for each in names.find(tokenise("яндекс")) if each.end == 1]
    assert set(span.ids) == {"yandex-market", "yandex-food"}


def test_an_own_alias_outranks_a_part_of_a_name() -> None:
    """A word that is one site's whole name is that site, though another's name has it too."""
    sites = (
        SiteEntry(id="magnit", name="Магнит"),
        SiteEntry(id="magnit-cosmetic", name="Магнит Косметик"),
    )
    names = Names(Catalogue(sites=sites), load_grammar())
    assert names_in(names, "магнита") == {"magnit"}
    assert names_in(names, "магнит косметик") == {"magnit-cosmetic"}


def test_grammar_words_in_names_are_read_as_names(now: datetime) -> None:
    """A shop may be called by a word of the grammar."""
    sites = (SiteEntry(id="next", name="Next"), SiteEntry(id="target", name="Target"))
    read = Interpreter(Catalogue(sites=sites)).interpret("run target", now=now)
    assert read.commands == (Command(verb=Verb.RUN, sites=("target",)),)


def test_tags_have_their_own_words_and_the_grammars(now: datetime) -> None:
    """A catalogue's tag is found by its id, its words, and what people say for it."""
    sites = (SiteEntry(id="a", name="Aaa", tags=("clothing",)), SiteEntry(id="b", name="Bbb"))
    catalogue = Catalogue(sites=sites, tag_words={"vip": ("важные", "избранное")})
    interpreter = Interpreter(catalogue)
    for text, tag in [
        ("прогони clothing", "clothing"),
        ("прогони шмотки", "clothing"),
        ("прогони магазины одежды", "clothing"),
        ("прогони избранное", "vip"),
        ("прогони vip", "vip"),
    ]:
        (command,) = interpreter.interpret(text, now=now).commands
        assert command.tags == (tag,), text


def test_a_tag_no_site_carries_is_asked_about(interpreter: Interpreter, now: datetime) -> None:
    """A common tag that the catalogue does not know starts nothing."""
    read = interpreter.interpret("прогони ювелирку", now=now)
    assert read.clarification
    assert read.clarification.ask is Ask.UNKNOWN_SITE


def test_suggestions_are_near(interpreter: Interpreter, now: datetime) -> None:
    """An unknown site is answered with the nearest known ones as complete commands."""
    read = interpreter.interpret("run zoozilla", now=now)
    assert read.outcome is Outcome.CLARIFY
    assert read.clarification
    assert "zoozavr" in read.clarification.candidates
    assert Command(verb=Verb.RUN, sites=("zoozavr",)) in read.clarification.options


def test_an_empty_catalogue_knows_nothing_and_fails_nowhere(now: datetime) -> None:
    """Without sites a named site is asked about."""
    read = Interpreter(Catalogue(sites=())).interpret("прогони озон", now=now)
    assert read.outcome is Outcome.CLARIFY


def test_a_word_of_the_catalogue_for_a_tag_wins_over_the_built_in_one(now: datetime) -> None:
    """A word that the sites file lists under a tag is that tag, whatever it means elsewhere."""
    sites = (
        SiteEntry(id="screwy", tags=("tools",)),
        SiteEntry(id="boards", tags=("diy",)),
    )
    own = Interpreter(Catalogue(sites=sites, tag_words={"tools": ("инструменты",)}))
    found = own.interpret("прогони инструменты", now=now)
    assert found.commands == (Command(verb=Verb.RUN, sites="all", tags=("tools",)),)


def test_an_alias_that_is_a_part_of_a_longer_name_may_be_misspelled(now: datetime) -> None:
    """Two letters of an alias may be swapped, though the site's id begins with the same word."""
    own = Interpreter(Catalogue(sites=(SiteEntry(id="alpin7", aliases=("alpin",)),)))
    found = own.interpret("run alipn", now=now)
    assert found.commands == (Command(verb=Verb.RUN, sites=("alpin7",)),)


def test_the_number_of_a_name_may_be_said_in_words(now: datetime) -> None:
    """The words "route sixty six" name the site "route 66"."""
    own = Interpreter(Catalogue(sites=(SiteEntry(id="route66", aliases=("route 66",)),)))
    found = own.interpret("run route sixty six, 20 pages", now=now)
    assert found.commands == (Command(verb=Verb.RUN, sites=("route66",), limit=20),)


@pytest.mark.parametrize(
    "address",
    ["shop.ru", "example.com", "demo-shop.ru", "test-store.com", "пример.рф", "shop.example.com"],
)
def test_an_address_of_no_site_is_one_name(
    address: str, interpreter: Interpreter, now: datetime
) -> None:
    """Its parts may be words of ours ("shop", "test", "example"): inside an address they are not."""
    for text in (f"прогони {address}", f"run {address}"):
        read = interpreter.interpret(text, now=now)
        assert read.clarification is not None
        assert read.clarification.ask is Ask.UNKNOWN_SITE
        assert read.clarification.words == (address,)
