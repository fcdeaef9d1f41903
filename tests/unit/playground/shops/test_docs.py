"""The documentation speaks of everything there is."""

from pathlib import Path
from typing import Any

from playground.shops.content.profiles import profiles, shop_ids
from playground.shops.control import control_routes
from playground.shops.gate import FaultKind
from playground.shops.ports import ShopPorts
from playground.shops.truth.faults import FAULTS
from playground.shops.world import World

TEXT = (Path(__file__).parents[4] / "docs" / "playground-shops.md").read_text(encoding="utf-8")


def test_every_shop_has_its_row() -> None:
    """The table names each shop with its id and name."""
    for shop in profiles().values():
        assert f"| `{shop.id}` | {shop.name} |" in TEXT


def test_the_sizes_in_the_table_are_right(order: Any) -> None:
    """The numbers of pages are those at scale one."""
    for shop_id in shop_ids():
        row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{shop_id}` |"))
        pages = len(order.open(shop_id, scale=1.0).site.pages)
        assert row.split("|")[4].strip() == f"{pages:,}", shop_id


def test_every_fault_key_is_explained() -> None:
    """Each key stands in the table with its meaning."""
    for key, meaning in FAULTS.items():
        assert f"| `{key}` | {meaning} |" in TEXT


def test_every_route_and_kind_of_fault_is_described(tmp_path: Path) -> None:
    """Each request of the control face and each kind of injected fault is named."""
    ports: ShopPorts = {"yasnotsvet": 21_000}
    for route in control_routes(World(directory=tmp_path, ports=ports), {}):
        assert f"`{route.method} {route.path}" in TEXT
    assert all(f"`{kind}`" in TEXT for kind in FaultKind)
