"""The demo shops as entries of a sites catalogue, so that they can be named like real sites."""

from typing import Any

from playground.shops.content.profiles import profile
from playground.shops.ports import HOST, ShopPorts


def base_url(port: int) -> str:
    """Scheme, host and port of a shop, without a slash at the end."""
    return f"http://{HOST}:{port}"


def sites_catalogue(ports: ShopPorts) -> list[dict[str, Any]]:
    """An entry for each shop that has a port, in the shape of `config/sites.json`.

    `allow_private` is there because a crawler rightly refuses loopback unless it is told that this
    site may be there.
    """
    return [_entry(shop_id, port) for shop_id, port in ports.items()]


def _entry(shop_id: str, port: int) -> dict[str, Any]:
    shop = profile(shop_id)
    return {
        "id": shop.id,
        "name": shop.name,
        "aliases": list(shop.aliases),
        "url": f"{base_url(port)}/",
        "tags": list(shop.tags),
        "allow_private": True,
    }
