"""Which port each shop has, from one start to the next.

Addresses contain the port, so a diff between two runs needs the same ports. They are picked once,
below the range from which the system takes ports for outgoing connections (a closed port inside
that range can be connected to itself by chance), and remembered in a file.
"""

import json
import socket
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import TypeAlias

from playground.shops.content.dice import hash64
from playground.shops.errors import PortTakenError

HOST = "127.0.0.1"
FILE = "shop-ports.json"
_FIRST, _LAST = 20_000, 32_000

ShopPorts: TypeAlias = Mapping[str, int]


def remembered_ports(directory: Path, shop_ids: Iterable[str]) -> ShopPorts:
    """A free port for each shop: the remembered one, or a new one that is remembered from now on.

    Raises PortTakenError if a remembered port cannot be listened on.
    """
    known = _read(directory / FILE)
    wanted = tuple(shop_ids)
    for shop_id in wanted:
        if shop_id in known and not is_free(known[shop_id]):
            raise PortTakenError(shop_id, known[shop_id])
    candidates = _candidates(directory, set(known.values()))
    for shop_id in wanted:
        if shop_id not in known:
            known[shop_id] = next(port for port in candidates if is_free(port))
    _write(directory / FILE, known)
    return {shop_id: known[shop_id] for shop_id in wanted}


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def _candidates(directory: Path, taken: set[int]) -> Iterator[int]:
    """Ports to try, each directory from another place on, so that two worlds seldom meet."""
    size = _LAST - _FIRST
    start = hash64(str(directory.resolve())) % size
    return (
        port
        for step in count()
        if step < size and (port := _FIRST + (start + step) % size) not in taken
    )


def _read(path: Path) -> dict[str, int]:
    if not path.exists():
        return {}
    remembered = json.loads(path.read_text(encoding="utf-8"))
    return {str(shop_id): int(port) for shop_id, port in remembered.items()}


def _write(path: Path, ports: Mapping[str, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(ports, indent=2) + "\n", encoding="utf-8")
    fresh.replace(path)
