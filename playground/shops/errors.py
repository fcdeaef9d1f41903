"""What can go wrong with the demo shops.

ShopsError
├── UnknownShopError: no demo shop has this id
├── EditionError: there is no such edition
└── PortTakenError: a shop's port belongs to another program
"""


class ShopsError(Exception):
    """Something is wrong with the demo shops."""


class UnknownShopError(ShopsError):
    """No demo shop has this id."""

    def __init__(self, shop_id: str) -> None:
        super().__init__(f"no demo shop is called {shop_id!r}")
        self.shop_id = shop_id


class EditionError(ShopsError):
    """There is no such edition."""

    def __init__(self, edition: int, last: int) -> None:
        super().__init__(f"editions go from 1 to {last}, not {edition}")
        self.edition = edition


class PortTakenError(ShopsError):
    """A shop's port belongs to another program.

    End that program, or delete the remembered ports and lose the comparison with earlier runs.
    """

    def __init__(self, shop_id: str, port: int) -> None:
        super().__init__(
            f"port {port} of the shop {shop_id} is taken by another program: end that, or delete "
            "shop-ports.json in the playground's directory (the next run has nothing to compare then)"
        )
        self.shop_id = shop_id
        self.port = port
