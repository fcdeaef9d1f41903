"""`progon inspect`, as a person and as a program use it."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = """<!doctype html><html lang="ru"><head><title>Чайник</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Product",
 "name": "Чайник", "sku": "T-1", "gtin13": "4006381333931", "brand": {"@type": "Brand", "name": "Бережень"},
 "offers": {"@type": "Offer", "price": "1 299,50", "priceCurrency": "RUB",
            "availability": "http://schema.org/InStock"}}</script></head>
<body><h1>Чайник</h1></body></html>"""


def inspect(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the command as a process of its own."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot.console", "inspect", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A saved page, packed."""
    path = tmp_path / "page.html.gz"
    path.write_bytes(gzip.compress(PAGE.encode()))
    return path


def test_a_person_sees_what_was_read_and_why(page: Path) -> None:
    """Each value stands with its source; the issues with their priority."""
    told = inspect(str(page), "--url", "https://shop.example/t-1").stdout
    assert "1299.50" in told
    assert "[json-ld" in told
    assert "Meta Description: Missing" in told


def test_everything_as_json(page: Path) -> None:
    """One object with the product, the SEO record and the issues."""
    told = json.loads(inspect(str(page), "--json").stdout)
    assert told["product"]["gtin"] == "4006381333931"
    assert told["seo"]["titles"] == ["Чайник"]
    assert told["issues"]


def test_many_pages_a_line_each(page: Path, tmp_path: Path) -> None:
    """A line in, a line out, in order; a page that is not there says so and spoils no other."""
    asked = [
        {"html": str(page), "url": "https://shop.example/t-1"},
        {"html": str(tmp_path / "nowhere.html"), "url": "https://shop.example/t-2"},
    ]
    ended = inspect("--jsonl", given="".join(json.dumps(one) + "\n" for one in asked))
    first, second = [json.loads(line) for line in ended.stdout.splitlines()]
    product = first["product"]
    assert (product["price"], product["currency"]) == ("1299.50", "RUB")
    assert (product["availability"], product["brand"]) == ("InStock", "Бережень")
    assert second["url"] == "https://shop.example/t-2"
    assert second["product"] is None
    assert "nowhere.html" in second["error"]
    assert ended.returncode != 0


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://169.254.169.254/latest/"])
def test_private_addresses_are_not_asked(address: str) -> None:
    """One line that says what would allow it."""
    ended = inspect(address)
    assert ended.returncode != 0
    assert "allow_private" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
