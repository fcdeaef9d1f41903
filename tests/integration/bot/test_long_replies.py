"""A catalogue that no message can hold."""

import json
from collections.abc import Callable
from pathlib import Path

from config.settings import Settings
from runner.stores import Endpoints
from tests.chat import Telegram, bot_at_work


async def test_a_long_catalogue_is_told_in_several_messages(
    api: Telegram, tmp_path: Path, endpoints: Endpoints, make_settings: Callable[..., Settings]
) -> None:
    """Every site is named; Telegram would have refused them in one message, and nobody been answered."""
    names = [f"shop-{number:03}" for number in range(200)]
    entries = [
        {"id": name, "name": f"The shop {name}", "url": f"https://{name}.example/"}
        for name in names
    ]
    sites = tmp_path / "sites.json"
    sites.write_text(json.dumps(entries), encoding="utf-8")
    async with bot_at_work(make_settings(**api.settings, sites_file=sites), endpoints):
        anna = api.chat("anna")
        await anna.say("/sites")
        await anna.until(lambda m: m.by_bot and names[-1] in m.text)
        told = "\n".join(m.text for m in (await anna.look()).messages if m.by_bot)
    assert all(f"{name} — The shop {name}" in told for name in names)
