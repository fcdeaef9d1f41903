"""What is the same thing at another address, on sites written by hand."""

from dataclasses import replace
from urllib.parse import quote

import pytest

from runner.deps import Deps
from tests.integration.runner.reports import hand_made as written
from tests.integration.runner.reports.files import Files, pretty, reported
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made, moved
from tests.integration.runner.reports.test_out_of_sight import kettle, without

LAMP = Paper(
    head='<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product",'
    '"name":"Lamp","offers":{"@type":"Offer","price":"10","priceCurrency":"EUR"}}</script>',
    heading="Lamp",
    body="A lamp that gives light",
)
ABOUT = Paper(title="About us", heading="About", body="All about this shop")
SHOP = {"/": Paper(), "/old": kettle(), "/lamp": LAMP, "/about": ABOUT}


def told(files: Files) -> set[tuple[str, str, str]]:
    """Kinds of changes of addresses, with the paths they are told of."""
    return {
        (row["entity"], row["change_type"], row["url"].removeprefix(written.BASE))
        for row in files.changes
        if row["change_type"] != "changed"
    }


async def test_a_shop_that_writes_its_addresses_otherwise_has_moved(deps: Deps) -> None:
    """A slash at the end of each address: nothing is removed and nothing is added."""
    await reported(deps, hand_made(SHOP, list(SHOP)))
    now = {f"{target.rstrip('/')}/": paper for target, paper in SHOP.items()}
    files = await reported(deps, hand_made(now, list(now)))
    assert told(files) == {
        ("page", "moved", "/old/"),
        ("product", "moved", "/old/"),
        ("page", "moved", "/lamp/"),
        ("product", "moved", "/lamp/"),
        ("page", "moved", "/about/"),
    }, pretty(files.changes)
    assert "product_key" not in {row["field"] for row in files.changes}
    files = await reported(deps, hand_made(now, list(now)))
    assert files.changes == []
    assert not [note for note in files.notes if "confirmed" in note]


@pytest.mark.parametrize("base", ["https://hand.example", "https://www.other.example"])
async def test_a_shop_at_another_host_has_moved(
    deps: Deps, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    """What is at the new host as well has moved; the rest is no longer of this site, if it is another one."""
    await reported(deps, hand_made({**SHOP, "/gone": Paper()}, [*SHOP, "/gone"]))
    monkeypatch.setattr(written, "BASE", base)
    files = await reported(deps, hand_made(SHOP, list(SHOP)))
    lost = "removed" if "hand.example" in base else "out_of_scope"
    assert {(kind, url) for entity, kind, url in told(files) if entity == "page"} == {
        ("moved", "/"),
        ("moved", "/old"),
        ("moved", "/lamp"),
        ("moved", "/about"),
        (lost, f"{BASE}/gone"),
    }, pretty(files.changes)
    assert {kind for entity, kind, _ in told(files) if entity == "product"} == {"moved"}


async def test_a_product_that_is_still_at_one_of_its_addresses_has_not_moved(deps: Deps) -> None:
    """It was at two; the one that is known from the base times out, later it is gone."""
    shop = hand_made({**SHOP, "/sale": kettle()}, [*SHOP, "/sale"])
    await reported(deps, shop)
    files = await reported(deps, shop, answers=without("/old"))
    assert told(files) == {("page", "unreachable", "/old")}
    after = hand_made({**SHOP, "/old": Paper(status=404), "/sale": kettle()}, [*SHOP, "/sale"])
    files = await reported(deps, after)
    assert told(files) == {("page", "removed", "/old")}
    assert {row["entity"] for row in files.changes} == {"page"}


def pen(sku: str, gtin: str) -> Paper:
    """A product with a barcode number."""
    return Paper(
        heading="Pen",
        head='<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product",'
        f'"name":"Pen","sku":"{sku}","gtin13":"{gtin}",'
        '"offers":{"@type":"Offer","price":"10","priceCurrency":"EUR"}}</script>',
    )


async def test_a_product_that_is_renumbered_and_moved_is_known_by_its_barcode(deps: Deps) -> None:
    """If it alone bears it, then and now."""
    first, second = "4006381333931", "4012345678901"
    before = {"/": Paper(), "/1": pen("A", first), "/2": pen("B", second), "/3": pen("C", second)}
    await reported(deps, hand_made(before, list(before)))
    after = {"/": Paper(), "/11": pen("K", first), "/12": pen("L", second)}
    files = await reported(deps, hand_made(after, list(after)))
    products = {(kind, url) for entity, kind, url in told(files) if entity == "product"}
    assert products == {
        ("moved", "/11"),
        ("removed", "/2"),
        ("removed", "/3"),
        ("added", "/12"),
    }, pretty(files.changes)


async def test_a_product_without_a_number_may_become_a_copy(deps: Deps) -> None:
    """Its page names another one as canonical: it is told so, and not that it shows nothing."""
    torch = replace(LAMP, head=LAMP.head.replace("Lamp", "Torch"), heading="Torch")
    shop = {**SHOP, "/torch": torch}
    await reported(deps, hand_made(shop, list(shop)))
    copy = replace(LAMP, head=f'{LAMP.head}<link rel="canonical" href="/torch">')
    files = await reported(deps, hand_made({**shop, "/lamp": copy}, list(shop)))
    (row,) = [row for row in files.changes if row["entity"] == "product"]
    assert (row["field"], row["old_value"], row["new_value"]) == ("product", "Lamp", "")
    assert row["note"] == f"the page is there, as a copy of {BASE}/torch"


async def test_cyrillic_addresses_have_a_case_too(deps: Deps) -> None:
    """A shop that writes them small from now on has moved, letter for letter."""
    before = {
        "/": Paper(),
        quote("/Каталог/ЁЖ-ЩЯ"): LAMP,
        quote("/Їжак?Б=1&А=2", safe="/?&="): ABOUT,
    }
    await reported(deps, hand_made(before, [target.replace("&", "&amp;") for target in before]))
    now = {"/": Paper(), quote("/каталог/ёж-щя"): LAMP, quote("/їжак?а=2&б=1", safe="/?&="): ABOUT}
    files = await reported(deps, hand_made(now, [target.replace("&", "&amp;") for target in now]))
    assert {kind for _, kind, _ in told(files)} == {"moved"}, pretty(files.changes)
    assert len(told(files)) == 3


async def test_who_leaves_by_way_of_another_page_has_left(deps: Deps) -> None:
    """A redirect to a page that redirects to another host, both for the page and for its product."""
    market = "https://market.example/kettle"
    kept = {f"/page/{number}": Paper() for number in range(3)}
    site = hand_made({"/": Paper(links=["/kettle", *kept]), **kept, "/kettle": kettle()})
    await reported(deps, site)
    gone = {"/kettle": moved("/hop"), "/hop": moved(market)}
    files = await reported(deps, hand_made({"/": Paper(links=["/kettle", *kept]), **kept, **gone}))
    left = [row for row in files.changes if row["change_type"] == "out_of_scope"]
    assert {row["entity"] for row in left} == {"page", "product"}
    assert {row["note"] for row in left} == {f"redirects to {BASE}/hop, and in the end to {market}"}
