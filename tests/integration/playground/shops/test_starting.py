"""Starting, stopping and starting again: ports, editions and files."""

import json
import re
import socket
from pathlib import Path
from typing import Any

import pytest

from playground.shops.benchmark import benchmark_site
from playground.shops.content.profiles import profiles, shop_ids
from playground.shops.errors import EditionError, PortTakenError
from playground.shops.ports import FILE, is_free, remembered_ports
from playground.shops.sites import sites_catalogue
from playground.shops.world import World


def test_ports_are_remembered(tmp_path: Path) -> None:
    """A second start in the same directory gets the same ports; new shops get others."""
    first = remembered_ports(tmp_path, shop_ids())
    assert remembered_ports(tmp_path, shop_ids()) == first
    more = remembered_ports(tmp_path, shop_ids(endless=True))
    assert {shop_id: more[shop_id] for shop_id in first} == first
    assert len(set(more.values())) == len(more)
    assert json.loads((tmp_path / FILE).read_text()) == more


def test_a_taken_port_is_an_error_with_its_name(tmp_path: Path) -> None:
    """Where another program listens on a remembered port, the error names port and shop."""
    ports = remembered_ports(tmp_path, ["yasnotsvet", "starobyt"])
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", ports["starobyt"]))
        other.listen()
        with pytest.raises(PortTakenError) as caught:
            remembered_ports(tmp_path, ["yasnotsvet", "starobyt"])
    assert (caught.value.shop_id, caught.value.port) == ("starobyt", ports["starobyt"])
    assert str(ports["starobyt"]) in str(caught.value)
    assert remembered_ports(tmp_path, ["yasnotsvet", "starobyt"]) == ports


def test_worlds_in_different_places_have_different_ports(tmp_path: Path) -> None:
    """Two directories begin their search at different ports."""
    one = remembered_ports(tmp_path / "one", ["yasnotsvet"])
    two = remembered_ports(tmp_path / "two", ["yasnotsvet"])
    assert one != two


async def test_running_shops_hold_their_ports_and_give_them_back(
    tmp_path: Path, open_street: Any
) -> None:
    """While the shops run no port is free, the silent one's neither; afterwards all are."""
    async with open_street(tmp_path) as running:
        ports = running.world.ports
        assert not any(is_free(port) for port in ports.values())
        with pytest.raises(PortTakenError):
            remembered_ports(tmp_path, shop_ids())
    assert all(is_free(port) for port in ports.values())


async def test_the_edition_survives_a_restart(tmp_path: Path, open_street: Any) -> None:
    """A world goes on in the edition in which it was left, at the same addresses."""
    async with open_street(tmp_path) as running:
        running.world.set_edition(4)
        urls = {product.url for product in running.world.truth("peremenchik").products}
    async with open_street(tmp_path) as running:
        assert running.world.edition == 4
        truth = running.world.truth("peremenchik")
        assert {product.url for product in truth.products} == urls


@pytest.mark.parametrize("edition", [0, -1, 366])
def test_editions_have_bounds(edition: int, tmp_path: Path) -> None:
    """Editions outside the range are refused and not remembered."""
    world = World(directory=tmp_path, ports={"peremenchik": 21_000}, scale=0.01)
    with pytest.raises(EditionError):
        world.set_edition(edition)
    with pytest.raises(EditionError):
        world.shop("peremenchik", edition)
    assert world.edition == 1
    assert not list(tmp_path.iterdir())


def test_a_year_of_editions_can_be_told(tmp_path: Path) -> None:
    """The last edition exists, and the shop is neither empty nor swollen by then."""
    world = World(directory=tmp_path, ports={"peremenchik": 21_000}, scale=0.01)
    counts = [world.truth("peremenchik", edition).counts["products"] for edition in (1, 100, 365)]
    assert all(20 <= count <= 1_000 for count in counts), counts


def test_the_catalogue_has_the_shape_of_the_sites_file(tmp_path: Path) -> None:
    """Entries have id, name, aliases, url, tags and the leave to be on loopback."""
    ports = {"yasnotsvet": 21_000, "pennymoor": 21_009}
    entries = sites_catalogue(ports)
    assert [entry["id"] for entry in entries] == ["yasnotsvet", "pennymoor"]
    for entry in entries:
        assert entry.keys() == {"id", "name", "aliases", "url", "tags", "allow_private"}
        assert entry["allow_private"] is True
        assert entry["url"] == f"http://127.0.0.1:{ports[entry['id']]}/"
        assert entry["aliases"]
        assert "demo" in entry["tags"]
    assert json.loads(json.dumps(entries)) == entries


def test_no_two_shops_can_be_mistaken_for_each_other() -> None:
    """Ids, names and aliases of different shops have nothing in common."""
    seen: dict[str, str] = {}
    for shop in profiles().values():
        for name in {shop.id, shop.name.lower(), shop.english.lower(), *shop.aliases}:
            assert seen.setdefault(name, shop.id) == shop.id


def test_a_benchmark_site_is_complete_and_heavy(tmp_path: Path) -> None:
    """Every page is 60 to 100 KB, listed, linked only to files, and told as a Product."""
    site = benchmark_site(120, 7, directory=tmp_path, base_url="http://127.0.0.1:8080")
    pages = sorted((tmp_path / "p").rglob("*.html"))
    assert len(pages) == site.pages == 120
    assert sum(page.stat().st_size for page in pages) == site.total_bytes
    for page in pages:
        assert 60_000 <= page.stat().st_size <= 100_000
    text = pages[17].read_text(encoding="utf-8")
    assert '"@type":"Product"' in text
    for href in set(re.findall(r'<a [^>]*href="(/[^"#]*)"', text)):
        assert (tmp_path / (href.removeprefix("/") or "index.html")).is_file(), href
    assert (tmp_path / "sitemap_index.xml.gz").is_file()
    assert "Sitemap: http://127.0.0.1:8080/" in (tmp_path / "robots.txt").read_text()


def test_a_benchmark_site_is_the_same_each_time(tmp_path: Path) -> None:
    """The same arguments write the same files."""
    for name in ("one", "two"):
        benchmark_site(8, 3, directory=tmp_path / name, base_url="http://127.0.0.1:8080")
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert files
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
