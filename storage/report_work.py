"""Facts that need the whole site, gathered by PostgreSQL in the temporary tables of a report.

Each step reads the stored pages or earlier steps and fills one table; only the fingerprints and the
chains of pages, which are numbers, pass through our memory.
"""

import asyncio
from array import array
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from storage.database import Connection
from storage.model.ledger import Origin
from storage.queries import sql
from storage.site_report import PATIENCE, Base, whole_site_joins

#: most clicks from the home page that are counted
_DEEPEST = 1000
_UNSIGNED = (1 << 64) - 1
REST = 24  #: bytes of a SimHash beyond its number
_STRETCH = 1000  # rows processed before the event loop gets its turn


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprints:
    """The main texts of indexable pages as columns of numbers: 48 bytes a page, for sites of any size.

    Pages are grouped by SimHash, then by text; groups are in the order in which the reports come to
    their first page.
    """

    address_ids: "array[int]" = field(default_factory=lambda: array("q"))
    simhashes: "array[int]" = field(default_factory=lambda: array("Q"))
    contents: "array[int]" = field(default_factory=lambda: array("q"))
    rests: bytearray = field(default_factory=bytearray)  #: `REST` bytes for each page

    def add(self, address_id: int, simhash: int, content: int, rest: bytes | None) -> None:
        """Appends a page; `simhash` is signed, as PostgreSQL stores it.

        For a page stored before `rest` existed, the number is repeated in its place.
        """
        number = simhash & _UNSIGNED
        self.address_ids.append(address_id)
        self.simhashes.append(number)
        self.contents.append(content)
        self.rests.extend(rest or number.to_bytes(8) * 3)

    def rest(self, row: int) -> int:
        """The bits of a row's SimHash beyond the first 64."""
        return int.from_bytes(self.rests[row * REST : (row + 1) * REST])


@dataclass(frozen=True, kw_only=True, slots=True)
class NearDuplicate:
    """How many near duplicates an address has, and the closest of them."""

    address_id: int
    pages: int
    distance: int
    closest: int


@dataclass(frozen=True, kw_only=True)
class OutOfSight:
    """Addresses that were named but not read, and that another run read or did not know."""

    unread: int  #: all of them: any may link to what was not found
    fresh: int  #: those to which a missing product may have moved


async def gather_addresses(
    db: Connection, site_job_id: int, base: Base | None, *, issue_base_id: int | None = None
) -> None:
    """Joins both ledgers, the stand-ins, and addresses whose issues only `issue_base_id` still knows."""
    base_id = None if base is None else base.site_job_id
    async with whole_site_joins(db):
        await db.execute(sql("report_work.addresses"), site_job_id, base_id, timeout=PATIENCE)
    await db.execute(sql("report_work.analyze"))
    if base is not None:
        await db.execute(sql("report_work.stand_ins"), base.site_job_id, timeout=PATIENCE)
        if issue_base_id is not None:
            async with whole_site_joins(db):
                await db.execute(
                    sql("report_marks.pages_of_issues"), issue_base_id, timeout=PATIENCE
                )
        await _mark_still_linked(db, site_job_id)
    await db.execute(sql("report_work.aliases"), timeout=PATIENCE)
    await db.execute(sql("report_work.redirects"), timeout=PATIENCE)


async def gather_links(db: Connection, site_job_id: int) -> None:
    """Gathers inlinks, links to errors and redirects, and clicks from the home page."""
    async with whole_site_joins(db):
        await db.execute(sql("report_work.inlinks"), site_job_id, timeout=PATIENCE)
        await db.execute(sql("report_work.held_inlinks"), site_job_id, timeout=PATIENCE)
        await db.execute(sql("report_work.redirect_targets"), timeout=PATIENCE)
        await db.execute(sql("report_work.poor_links"), site_job_id, timeout=PATIENCE)
    if await db.fetchval(sql("report_work.found_by_links_alone"), site_job_id):
        await db.execute(sql("report_work.depths_of_ledger"))
    else:
        await _gather_depths(db, site_job_id)


async def gather_outside(
    db: Connection,
    site_job_id: int,
    *,
    links: bool,
    pictures: bool,
    large: float,
    silence_tells: bool,
) -> None:
    """Gathers the results of outside checks, page by page.

    `large`: bytes above which a picture is heavy; `silence_tells`: no response counts as broken.
    """
    values = (site_job_id, links, pictures, int(large), silence_tells)
    async with whole_site_joins(db):
        await db.execute(sql("report_work.outside"), *values, timeout=PATIENCE)


async def gather_texts(db: Connection, site_job_id: int) -> None:
    """Gathers what pages share or say about each other: texts, languages, pagination."""
    await db.execute(sql("report_work.repeats"), timeout=PATIENCE)
    await db.execute(sql("report_work.alternates"), site_job_id, timeout=PATIENCE)
    async with whole_site_joins(db):
        await db.execute(sql("report_work.alternates_of_sitemaps"), site_job_id, timeout=PATIENCE)
        await db.execute(sql("report_work.hreflang"), timeout=PATIENCE)
    await db.execute(sql("report_work.pagination"), timeout=PATIENCE)


async def fingerprints(db: Connection, site_job_id: int, *, words: int) -> Fingerprints:
    """The fingerprints of all indexable pages with at least `words` words."""
    found = Fingerprints()
    rows = await db.cursor(sql("report_work.fingerprints"), site_job_id, words, timeout=PATIENCE)
    while stretch := await rows.fetch(_STRETCH, timeout=PATIENCE):
        for row in stretch:
            found.add(*row)
    return found


async def keep_near_duplicates(db: Connection, found: Iterable[NearDuplicate]) -> None:
    """Stores the near duplicates found."""
    await db.copy_records_to_table(
        "report_near_duplicates",
        columns=["address_id", "pages", "distance", "closest"],
        records=_near(found),
        timeout=PATIENCE,
    )


async def gather_near_in_vain(db: Connection, issue_base_id: int, *, most_bits: int) -> None:
    """Gathers pages whose near duplicate in that run has no answer now: `most_bits` of 64 may differ."""
    await db.execute(sql("report_marks.near_in_vain"), issue_base_id, most_bits, timeout=PATIENCE)


async def next_pages(db: Connection) -> Mapping[int, int]:
    """The `rel=next` target of each page, by address id."""
    rows = await db.fetch(sql("report_work.next_pages"), timeout=PATIENCE)
    return {row["address_id"]: row["next_id"] for row in rows}


async def keep_loops(db: Connection, address_ids: Sequence[int]) -> None:
    """Marks the pages whose chain of `rel=next` never ends."""
    await db.execute(sql("report_work.mark_loops"), list(address_ids))


async def gather_products(db: Connection, site_job_id: int, side: str) -> None:
    """The products of a site job, each once; `side` is "now" or "base"."""
    async with whole_site_joins(db):
        await db.execute(sql("report_pairs.products"), site_job_id, side, timeout=PATIENCE)


async def count_products(db: Connection) -> int:
    """How many products the side "now" has, once those of both sides are gathered."""
    await db.execute(sql("report_pairs.analyze"))
    count: int = await db.fetchval(sql("report_rows.last_product"))
    return count


async def pair(db: Connection, site_job_id: int, base: Base) -> None:
    """Pairs each product and page with its other side, by the strongest sign first."""
    await db.execute(sql("report_pairs.by_key"), timeout=PATIENCE)
    await db.execute(sql("report_pairs.by_address"), timeout=PATIENCE)
    await db.execute(sql("report_pairs.by_redirect"), timeout=PATIENCE)
    async with whole_site_joins(db):
        await db.execute(sql("report_pairs.by_gtin"), site_job_id, timeout=PATIENCE)
        await db.execute(sql("report_pairs.by_spelling"), timeout=PATIENCE)
    await db.execute(sql("report_pairs.single_products"), timeout=PATIENCE)
    await db.execute(sql("report_pairs.pages_by_product"), timeout=PATIENCE)
    await db.execute(sql("report_pairs.pages_by_redirect"), timeout=PATIENCE)
    async with whole_site_joins(db):
        await db.execute(sql("report_pairs.pages_by_spelling"), timeout=PATIENCE)
    await db.execute(sql("report_pairs.pages_by_address"), timeout=PATIENCE)
    await _mark_hidden(db, site_job_id, base)
    async with whole_site_joins(db):
        await db.execute(
            sql("report_pairs.number_pairs"), site_job_id, base.site_job_id, timeout=PATIENCE
        )


async def stand_ins(db: Connection, base: Base) -> Mapping[int, bool]:
    """The site jobs whose looks stand in for the base's; True if any is of an address gone now."""
    rows = await db.fetch(sql("report_pairs.stand_ins"), base.site_job_id, timeout=PATIENCE)
    return {row["site_job_id"]: row["lost"] for row in rows}


async def out_of_sight(db: Connection, site_job_ids: Sequence[int]) -> Mapping[int, OutOfSight]:
    """By site job: what this run could not look into, and that site job could or did not know."""
    rows = await db.fetch(sql("report_pairs.out_of_sight"), list(site_job_ids), timeout=PATIENCE)
    return {
        row["site_job_id"]: OutOfSight(unread=row["unread"], fresh=row["fresh"]) for row in rows
    }


async def fresh_since(db: Connection) -> Mapping[int, int]:
    """For each site job that first missed something: how many unseen addresses it may have moved to."""
    rows = await db.fetch(sql("report_pairs.missing_since"), timeout=PATIENCE)
    first = [row["missing_since"] for row in rows]
    found = (
        await db.fetch(sql("report_pairs.fresh_since"), first, timeout=PATIENCE) if first else []
    )
    return dict.fromkeys(first, 0) | {row["site_job_id"]: row["fresh"] for row in found}


async def compared_products(db: Connection) -> int:
    """Products that both runs saw."""
    count: int = await db.fetchval(sql("report_pairs.compared_products"))
    return count


async def confirmed_removals(
    db: Connection, base: Base, *, origins: Sequence[Origin], with_products: bool
) -> int:
    """Counts pages that the base was the first to miss, and that are missing again.

    Only those found by `origins` count, because the absence of others proves nothing; `with_products`
    also counts product pages, which may have moved.
    """
    if base.older_id is None or not origins:
        return 0
    async with whole_site_joins(db):
        count: int = await db.fetchval(
            sql("report_pairs.confirmed"),
            base.site_job_id,
            base.older_id,
            list(origins),
            with_products,
            timeout=PATIENCE,
        )
    return count


async def _mark_still_linked(db: Connection, site_job_id: int) -> None:
    """Marks missing pages that are still linked to: they have not left the site, they were not fetched."""
    if await db.fetchval(sql("report_pairs.has_lost")):
        async with whole_site_joins(db):
            await db.execute(sql("report_pairs.still_linked"), site_job_id, timeout=PATIENCE)


async def _mark_hidden(db: Connection, site_job_id: int, base: Base) -> None:
    """Marks addresses reachable only through what the base could not read: they may not be new."""
    if not await db.fetchval(sql("report_pairs.may_hide"), base.site_job_id, timeout=PATIENCE):
        return
    async with whole_site_joins(db):
        await db.execute(
            sql("report_pairs.hidden"), base.site_job_id, site_job_id, timeout=PATIENCE
        )


async def _near(found: Iterable[NearDuplicate]) -> AsyncIterator[tuple[int, int, int, int]]:
    """Rows to copy; yields to the event loop now and then."""
    for number, one in enumerate(found):
        if number % _STRETCH == 0:
            await asyncio.sleep(0)
        yield one.address_id, one.pages, one.distance, one.closest


async def _gather_depths(db: Connection, site_job_id: int) -> None:
    added = await db.execute(sql("report_work.depth_of_home"))
    depth = 0
    while not added.endswith(" 0") and depth < _DEEPEST:
        depth += 1
        added = await db.execute(
            sql("report_work.next_depth"), site_job_id, depth, timeout=PATIENCE
        )
