"""`progon inspect`: what would be read from a page, and why. For writing a site's selectors.

A page is a file (packed with gzip or not), standard input ("-"), or an address. One address is
fetched as a run would fetch it, redirects included; robots.txt is not asked, because a person asks for
one page by name. With `--jsonl` many saved pages are read, one a line.
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.console.exits import MISCONFIGURED, StartError
from config.settings import Settings, SettingsError, load_settings
from config.sites import Catalogue, Site, SitesFileError, load_catalogue
from parser.pages.inspection import (
    MAX_PAGE,
    as_contract,
    as_report,
    findings,
    inspect,
    origins,
    selected,
    seo_values,
    short,
    unpacked,
)
from parser.pages.products.from_selectors import FIELDS, Selected
from parser.pages.reading import read_page
from parser.pages.records import PageReading
from parser.pages.site_rules import SiteRules
from parser.pages.urls import normalise

#: address of a saved page if none is given: not a site's home page, for which other rules apply
_NOWHERE = "https://page.invalid/page"
#: what `--jsonl` reads
_LINE = '{"html": the path of a saved page, "url": its address}'
#: of a file, packed or not: what cannot be packed becomes a little larger by it
_MOST_BYTES = MAX_PAGE + (1 << 20)
#: what would move a terminal's cursor or change its title; a page may hold anything
_control = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the command line asks for."""

    page: str
    url: str
    site: str
    as_json: bool
    lines: bool


def run_inspect(wish: Wish) -> int:
    """Prints the reading of one page, or of many."""
    if wish.lines:
        if wish.page not in {"", "-"}:
            raise StartError(f"inspect: --jsonl reads standard input: --jsonl < {wish.page}")
        return _many(wish)
    if not wish.page:
        raise StartError("inspect: say which page: an address, a file, or - for standard input")
    if wish.page.lower().startswith(("http://", "https://")):
        body, reading, url = _fetched(wish.page, _site_of(wish))
    else:
        url, body = _address(wish.url), _bytes(wish.page)
        reading = inspect(body, url=url, rules=_rules(_site_of(wish)))
    if not unpacked(body).strip():
        print("inspect: the page is empty", file=sys.stderr)
    if wish.as_json:
        report = as_report(reading, url)
        if found := selected(body, url=url, rules=_rules(_site_of(wish))):
            report["selectors"] = {one.field: _outcome(one) for one in found}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        rows = [*_told(reading, url), *_selectors(body, url, _rules(_site_of(wish)))]
        print(_control.sub(lambda sign: f"\\x{ord(sign[0]):02x}", "\n".join(rows)))
    return 0


def _many(wish: Wish) -> int:
    """One object a line in, one a line out; a page that can't be read says so in its own line."""
    rules = _rules(_site_of(wish))
    faults = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        said: object = None
        try:
            asked = _asked(line)
            said = asked.get("url")
            url = _stated(said)
            told = as_contract(inspect(_saved(asked), url=url, rules=rules), url)
        except StartError as fault:
            faults += 1
            told = {"url": said, "product": None, "seo": {}, "error": f"line {number}: {fault}"}
        print(json.dumps(told, ensure_ascii=False), flush=True)  # whoever asks may wait for it
    return MISCONFIGURED if faults else 0


def _asked(line: bytes) -> Mapping[str, object]:
    """The object of a line.

    Raises:
        StartError: it holds none.
    """
    try:
        asked = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise StartError(f"not JSON in UTF-8: {error}") from None
    if not isinstance(asked, dict):
        raise StartError(f"{_LINE} is wanted")
    return asked


def _stated(url: object) -> str:
    """The address that a line gives its page.

    Raises:
        StartError: it is no address. What relative links mean would be made up.
    """
    if url is None:
        return _NOWHERE
    if not isinstance(url, str):
        raise StartError(f'"url" is no text: {short(json.dumps(url))}; {_LINE} is wanted')
    return _address(url, '"url"')


def _saved(asked: Mapping[str, object]) -> bytes:
    """The page that a line names.

    Raises:
        StartError: it names none, or there is no such file.
    """
    path = asked.get("html")
    if not isinstance(path, str):
        raise StartError(f'no text in "html"; {_LINE} is wanted')
    if path == "-":
        raise StartError(f"standard input holds the lines; {_LINE} is wanted")
    return _bytes(path)


def _address(url: str, told_by: str = "--url") -> str:
    """The address of a saved page, if somebody tells it.

    Raises:
        StartError: it is no address.
    """
    if url and normalise(url) is None:
        raise StartError(f"{told_by}: {url} is no address; it begins with http:// or https://")
    return url or _NOWHERE


def _fetched(url: str, site: Site | None) -> tuple[bytes, PageReading, str]:
    """The page at an address as it came and as it was read, and where its redirects led."""
    from bot.console.fetched_page import fetched  # noqa: PLC0415 - saved pages need no client

    contact = _settings().crawler_contact
    is_private = site is not None and site.allow_private
    answer, url = asyncio.run(fetched(url, contact=contact, allow_private=is_private))
    reading = read_page(
        answer.body,
        url=url,
        status=answer.status,
        headers=answer.page_headers,
        rules=_rules(site),
        asked_at=answer.fetched_at,
    )
    return answer.body, reading, url


def _told(reading: PageReading, url: str) -> Iterator[str]:
    """The reading in lines for a person."""
    yield url if url != _NOWHERE else "a page without an address; --url tells it"
    yield f"{reading.page_type.value} page, {reading.encoding}, {len(reading.links)} links"
    yield "\nProduct"
    if reading.product is None:
        yield "  none found"
    else:
        rows = [
            (one.field, one.value, f"{one.source.value} {one.confidence:.2f}")
            for one in origins(reading.product)
        ]
        yield from _table(rows)
        yield from (f"  ! {warning}" for warning in reading.product.warnings)
    yield "\nSEO"
    yield from _table([(name, value, "") for name, value in seo_values(reading.seo)])
    yield "\nIssues"
    found = findings(reading)
    if not found:
        yield "  none that the page alone can show"
    for one in found:
        about = "; ".join(text for text in (one.detail, one.evidence) if text)
        yield f"  {one.priority.value:<6} {one.kind.value:<11} {one.name}" + (
            f": {about}" if about else ""
        )


def _selectors(body: bytes, url: str, rules: SiteRules) -> Iterator[str]:
    """What each selector of the site's configuration finds."""
    found = selected(body, url=url, rules=rules)
    if found:
        yield "\nSelectors"
    yield from _table([(one.field, one.selector, _outcome(one)) for one in found])
    if any(one.field not in FIELDS for one in found):
        yield f"  fields: {', '.join(sorted(FIELDS))}"


def _outcome(one: Selected) -> str:
    if one.field not in FIELDS:
        return "no such field"
    if one.values is None:
        return "not CSS"
    if not one.values:
        return "found nothing"
    return f"{len(one.values)} found, the first: {short(one.values[0])}"


def _table(rows: list[tuple[str, str, str]]) -> Iterator[str]:
    width = max((len(name) for name, _, _ in rows), default=0)
    for name, value, source in rows:
        text = " ".join(value.split())
        yield f"  {name:<{width}}  {text}" + (f"  [{source}]" if source else "")


def _bytes(page: str) -> bytes:
    """The bytes of a page, up to a limit: a file may be a terabyte, a device may never end."""
    if page == "-":
        return sys.stdin.buffer.read(_MOST_BYTES)
    try:
        with Path(page).open("rb") as file:
            return file.read(_MOST_BYTES)
    except (OSError, ValueError) as error:  # a path may hold what no path can
        why = error.strerror if isinstance(error, OSError) else error
        raise StartError(f"inspect: cannot read {page}: {why}") from None


def _site_of(wish: Wish) -> Site | None:
    if not wish.site:
        return None
    catalogue = _catalogue()
    if wish.site not in catalogue.sites:
        raise StartError(f"--site: {wish.site} is not in the sites file")
    return catalogue.sites[wish.site]


def _rules(site: Site | None) -> SiteRules:
    if site is None:
        return SiteRules()
    return SiteRules(root=site.url, selectors=site.selectors, currency=site.currency)


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        raise StartError(str(error)) from None


def _catalogue() -> Catalogue:
    try:
        return load_catalogue(_settings().sites_file)
    except SitesFileError as error:
        raise StartError(str(error)) from None
