"""The facts that need the whole site, gathered by PostgreSQL in the temporary tables of a report.

Each step reads the stored pages or earlier steps and fills one table; nothing of the site passes
through our memory but the fingerprints and the chains of pages, which are numbers.
"""

import asyncio
from array import array
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from storage.database import Connection
from storage.model.ledger import Origin
from storage.queries import sql
from storage.site_report import PATIENCE, Base, whole_site_joins

#: clicks from home beyond which nobody counts
_DEEPEST = 1000
_UNSIGNED = (1 << 64) - 1
REST = 24  #: bytes of a SimHash beyond its number
_STRETCH = 1000  # rows that are taken at once, before others get their turn


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprints:
    """The main texts of indexable pages as columns of numbers: 48 bytes a page, for sites of any size.

    Pages of one SimHash stand together, and within them those of one text, all in the order in which
    the reports come to the first of them.
    """

    address_ids: "array[int]" = field(default_factory=lambda: array("q"))
    simhashes: "array[int]" = field(default_factory=lambda: array("Q"))
    contents: "array[int]" = field(default_factory=lambda: array("q"))
    rests: bytearray = field(default_factory=bytearray)  #: `REST` bytes for each page

    def add(self, address_id: int, simhash: int, content: int, rest: bytes | None) -> None:
        """The next page; PostgreSQL has the SimHash as a signed number.

        Of a page that was read before there was a rest, the number alone has to tell.
        """
        number = simhash & _UNSIGNED
        self.address_ids.append(address_id)
        self.simhashes.append(number)
        self.contents.append(content)
        self.rests.extend(rest or number.to_bytes(8) * 3)

    def rest(self, row: int) -> int:
        """The other bits of the SimHash of a row."""
        return int.from_bytes(self.rests[row * REST : (row + 1) * REST])


@dataclass(frozen=True, kw_only=True, slots=True)
class NearDuplicate:
    """How many pages say nearly the same, and the closest of them."""

    address_id: int
    pages: int
    distance: int
    closest: int


@dataclass(frozen=True, kw_only=True)
class OutOfSight:
    """Addresses that were named and not read, though another run read them or did not know them."""

    unread: int  #: all of them: any may link to what was not found
    fresh: int  #: those where a product may be that is not where it was


async def gather_addresses(
    db: Connection, site_job_id: int, base: Base | None, *, issue_base_id: int | None = None
) -> None:
    """Both ledgers side by side, and what only the run has whose issues are compared."""
    base_id = None if base is None else base.site_job_id
    async with whole_site_joins(db):
        await db.execute(sql("report_work.addresses"), site_job_id, base_id, timeout=PATIENCE)
    await db.execute(sql("report_work.analyze"))
    if base is not None:
        await db.execute(sql("report_work.stand_ins"), base.site_job_id, timeout=PATIENCE)
        if issue_base_id not in {None, base.site_job_id}:
            async with whole_site_joins(db):
                await db.execute(
                    sql("report_marks.pages_of_issues"), issue_base_id, timeout=PATIENCE
                )
        await _mark_still_linked(db, site_job_id)
    await db.execute(sql("report_work.aliases"), timeout=PATIENCE)
    await db.execute(sql("report_work.redirects"), timeout=PATIENCE)


async def gather_links(db: Connection, site_job_id: int) -> None:
    """Who links to whom, which links are poor, how many clicks from home."""
    async with whole_site_joins(db):
        await db.execute(sql("report_work.inlinks"), site_job_id, timeout=PATIENCE)
        await db.execute(sql("report_work.held_inlinks"), site_job_id, timeout=PATIENCE)
        await db.execute(sql("report_work.redirect_targets"), timeout=PATIENCE)
        await db.execute(sql("report_work.poor_links"), site_job_id, timeout=PATIENCE)
    if await db.fetchval(sql("report_work.found_by_links_alone")):
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
    """What the outside checks found, page by page.

    `large`: bytes beyond which a picture is heavy; `silence_tells`: no answer is held against the link.
    """
    values = (site_job_id, links, pictures, int(large), silence_tells)
    async with whole_site_joins(db):
        await db.execute(sql("report_work.outside"), *values, timeout=PATIENCE)


async def gather_texts(db: Connection, site_job_id: int) -> None:
    """What pages share or say of each other: texts, languages, neighbours."""
    await db.execute(sql("report_work.repeats"), timeout=PATIENCE)
    await db.execute(sql("report_work.alternates"), site_job_id, timeout=PATIENCE)
    async with whole_site_joins(db):
        await db.execute(sql("report_work.alternates_of_sitemaps"), site_job_id, timeout=PATIENCE)
        await db.execute(sql("report_work.hreflang"), timeout=PATIENCE)
    await db.execute(sql("report_work.pagination"), timeout=PATIENCE)


async def fingerprints(db: Connection, site_job_id: int, *, words: int) -> Fingerprints:
    """Of all indexable pages of so many words at least."""
    found = Fingerprints()
    rows = await db.cursor(sql("report_work.fingerprints"), site_job_id, words, timeout=PATIENCE)
    while stretch := await rows.fetch(_STRETCH, timeout=PATIENCE):
        for row in stretch:
            found.add(*row)
    return found


async def keep_near_duplicates(db: Connection, found: Iterable[NearDuplicate]) -> None:
    """Takes what was found among the fingerprints."""
    await db.copy_records_to_table(
        "report_near_duplicates",
        columns=["address_id", "pages", "distance", "closest"],
        records=_near(found),
        timeout=PATIENCE,
    )


async def next_pages(db: Connection) -> Mapping[int, int]:
    """Which page names which as the next one."""
    rows = await db.fetch(sql("report_work.next_pages"), timeout=PATIENCE)
    return {row["address_id"]: row["next_id"] for row in rows}


async def keep_loops(db: Connection, address_ids: Sequence[int]) -> None:
    """Takes the pages whose chain of next ones leads back."""
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
    """Finds for each product and page its other side, by the strongest sign first."""
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
    """The site jobs whose looks stand in for the base's; True where one is of what is not there now."""
    rows = await db.fetch(sql("report_pairs.stand_ins"), base.site_job_id, timeout=PATIENCE)
    return {row["site_job_id"]: row["lost"] for row in rows}


async def out_of_sight(db: Connection, site_job_ids: Sequence[int]) -> Mapping[int, OutOfSight]:
    """What this run could not look into, and each of these site jobs could."""
    rows = await db.fetch(sql("report_pairs.out_of_sight"), list(site_job_ids), timeout=PATIENCE)
    return {
        row["site_job_id"]: OutOfSight(unread=row["unread"], fresh=row["fresh"]) for row in rows
    }


async def fresh_since(db: Connection) -> Mapping[int, int]:
    """For each site job that was the first not to find something: where that may have moved, unseen."""
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
    """Pages whose absence the base was the first to see, and which are absent again.

    Of those that came into the ledger by `origins`, because the absence of others tells nothing;
    `with_products` counts pages of products, too, which may have moved.
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
    """What is linked to has not left the site, though nobody asked for it."""
    if await db.fetchval(sql("report_pairs.has_lost")):
        async with whole_site_joins(db):
            await db.execute(sql("report_pairs.still_linked"), site_job_id, timeout=PATIENCE)


async def _mark_hidden(db: Connection, site_job_id: int, base: Base) -> None:
    """What only such pages lead to as the base could not read may have been there all the while."""
    if not await db.fetchval(sql("report_pairs.may_hide"), base.site_job_id, timeout=PATIENCE):
        return
    async with whole_site_joins(db):
        await db.execute(
            sql("report_pairs.hidden"), base.site_job_id, site_job_id, timeout=PATIENCE
        )


async def _near(found: Iterable[NearDuplicate]) -> AsyncIterator[tuple[int, int, int, int]]:
    """Rows to copy; others get their turn now and then."""
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
