"""`progon inspect`, as a person and as a program use it."""

import asyncio
import gzip
import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.integration.runner.loopback import answer, loopback

#: a target as servers write it, in bytes of UTF-8
CYRILLIC = b"HTTP/1.1 301 Odd\r\nContent-Length: 0\r\nLocation: /\xd1\x87\xd0\xb0\xd0\xb9\r\n\r\n"
PAGE = """<!doctype html><html lang="ru"><head><title>Чайник</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Product",
 "name": "Чайник", "sku": "T-1", "gtin13": "4006381333931", "brand": {"@type": "Brand", "name": "Бережень"},
 "offers": {"@type": "Offer", "price": "1 299,50", "priceCurrency": "RUB",
            "availability": "http://schema.org/InStock"}}</script></head>
<body><h1>Чайник</h1></body></html>"""


def inspect(
    *arguments: str, given: str | bytes = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the command as a process of its own."""
    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot.console", "inspect", *arguments],
        input=given if isinstance(given, bytes) else given.encode(),
        env={**os.environ, **(environment or {})},  # noqa: TID251 - what a shell hands on
        capture_output=True,
        timeout=60,
        check=False,
    )
    out, err = ended.stdout.decode(), ended.stderr.decode()
    return subprocess.CompletedProcess(ended.args, ended.returncode, out, err)


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


def test_of_a_file_without_end_the_beginning_is_read(tmp_path: Path) -> None:
    """A terabyte is no page, and no reason to fill the memory."""
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    os.truncate(path, 1 << 40)
    assert json.loads(inspect(str(path), "--json").stdout)["product"]["sku"] == "T-1"


def test_a_page_does_not_command_the_terminal(tmp_path: Path) -> None:
    """Control characters of its texts are told as signs."""
    path = tmp_path / "page.html"
    path.write_text('<h1>a\x1b[31mb</h1><meta name="keywords" content="\x1b]0;c\x07">')
    told = inspect(str(path)).stdout
    assert r"a\x1b[31mb" in told
    assert not set(told) & {"\x1b", "\x07"}


def test_everything_as_json(page: Path) -> None:
    """One object with the product, the SEO record and the issues."""
    told = json.loads(inspect(str(page), "--json").stdout)
    assert told["product"]["gtin"] == "4006381333931"
    assert told["seo"]["titles"] == ["Чайник"]
    assert told["issues"]


def test_each_selector_says_what_it_found(page: Path, tmp_path: Path) -> None:
    """Also of a page where none found anything, so that there is no product to warn of it."""
    empty, sites = tmp_path / "empty.html", tmp_path / "sites.json"
    empty.touch()
    selectors = {"name": "h1", "brand": ".none", "sku": "[[", "prise": "b"}
    shop = {"id": "shop", "url": "https://shop.example/", "selectors": selectors}
    sites.write_text(json.dumps([shop]), encoding="utf-8")
    told = inspect(str(page), "--site", "shop", environment={"SITES_FILE": str(sites)}).stdout
    assert "name   h1  [1 found, the first: Чайник]" in told
    assert "! selector_unknown_field: prise" in told
    nothing = inspect(
        str(empty), "--site", "shop", "--json", environment={"SITES_FILE": str(sites)}
    )
    assert "the page is empty" in nothing.stderr
    assert json.loads(nothing.stdout)["selectors"] == {
        "name": "found nothing",
        "brand": "found nothing",
        "sku": "not CSS",
        "prise": "no such field",
    }


def test_a_saved_page_without_an_address_is_not_a_front_page(tmp_path: Path) -> None:
    """Where several products in the markup would mean a shop window."""
    path = tmp_path / "page.html"
    block = '<script type="application/ld+json">{"@type": "Product", "name": "Чехол"}</script>'
    path.write_text(PAGE.replace("</head>", f"{block}</head>"), encoding="utf-8")
    told = inspect(str(path)).stdout
    assert "1299.50" in told
    assert told.startswith("a page without an address")


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


def test_an_answer_comes_before_the_next_question(page: Path) -> None:
    """A program may hold the process open, and ask line by line."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot.console", "inspect", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(json.dumps({"html": str(page)}).encode() + b"\n")
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 30)[0]
            assert json.loads(process.stdout.readline())["product"]["sku"] == "T-1"
        process.stdin.close()


def test_a_line_that_asks_for_nothing_says_what_is_wrong_with_it(page: Path) -> None:
    """In a person's words, with its number; the lines around it are read all the same."""
    good = json.dumps({"html": str(page)}).encode()
    asked = [
        b"\xef\xbb\xbf" + good,
        b"",
        b"html: page.html",
        b"\xff\xfe",
        b"[1]",
        b'{"url": "https://shop.example/"}',
        b'{"html": "a\\u0000b"}',
        b'{"html": ' + b"[" * 100_000,
        good,
    ]
    ended = inspect("--jsonl", given=b"\r\n".join(asked))
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [one["product"] is None for one in told] == [False, *[True] * 6, False]
    assert [one["error"].partition(": ")[0] for one in told[1:-1]] == [
        f"line {number}" for number in (3, 4, 5, 6, 7, 8)
    ]
    assert not any("Error" in one["error"] for one in told[1:-1])
    assert '"html"' in told[4]["error"]
    assert told[4]["url"] == "https://shop.example/"
    assert ended.returncode != 0


@pytest.mark.parametrize("encoding", ["ascii", "cp1251", "utf-16"])
def test_what_is_printed_into_a_pipe_is_utf_8(page: Path, encoding: str) -> None:
    """Whatever the encoding of the machine; programs read JSON in no other."""
    environment = {"PYTHONIOENCODING": encoding}
    line = json.dumps({"html": str(page)})
    (told,) = inspect("--jsonl", given=line, environment=environment).stdout.splitlines()
    assert json.loads(told)["product"]["name"] == "Чайник"
    assert "Чайник" in inspect(str(page), environment=environment).stdout


def test_lines_come_from_standard_input_alone(page: Path) -> None:
    """A file of lines as an argument is not left aside in silence, and no line eats those behind it."""
    line = json.dumps({"html": str(page)})
    named = inspect("--jsonl", "pages.jsonl", given=line)
    assert (named.returncode, named.stdout) == (2, "")
    assert "--jsonl < pages.jsonl" in named.stderr
    ended = inspect("--jsonl", given=json.dumps({"html": "-"}) + "\n" + line)
    first, second = [json.loads(line) for line in ended.stdout.splitlines()]
    assert "standard input" in first["error"]
    assert second["product"]["sku"] == "T-1"


def test_an_address_that_is_none_is_refused(page: Path) -> None:
    """Links could not be told apart by it."""
    ended = inspect(str(page), "--url", "shop")
    assert ended.returncode != 0
    assert "--url: shop is no address" in ended.stderr


def test_an_address_that_is_none_spoils_its_line_alone(page: Path) -> None:
    """A number, a relative path, a host in broken brackets: the line says so with what was asked."""
    asked: list[object] = [7, ["https://shop.example/"], "/tovar", "http://[shop/", None, ""]
    given = "".join(json.dumps({"html": str(page), "url": url}) + "\n" for url in asked)
    ended = inspect("--jsonl", given=given)
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [one["url"] for one in told[:4]] == asked[:4]
    assert all(one["product"] is None and '"url"' in one["error"] for one in told[:4])
    assert "/tovar is no address" in told[2]["error"]
    assert all(one["product"]["sku"] == "T-1" for one in told[4:])
    assert (ended.returncode, ended.stderr) == (2, "")


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [("HTTP://127.0.0.1:1/", True), ("http://169.254.169.254/latest/", False)],
)
def test_private_addresses_are_not_asked(address: str, *, is_allowed: bool) -> None:
    """One line that says what would allow it; nothing allows to ask for a cloud's credentials."""
    ended = inspect(address)
    assert ended.returncode != 0
    assert ("allow_private" in ended.stderr) is is_allowed
    assert len(ended.stderr.splitlines()) == 1


async def test_an_address_is_read_as_a_run_would_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A redirect that was sent twice is followed once, and "noindex" after another robot's line is ours."""
    async with loopback() as web:
        sites = {"sites": [{"id": "shop", "name": "Shop", "url": web.root, "allow_private": True}]}
        (tmp_path / "sites.json").write_text(json.dumps(sites))
        monkeypatch.setenv("SITES_FILE", str(tmp_path / "sites.json"))
        web.acts["/old"] = (
            b"HTTP/1.1 301 Moved\r\nLocation: /new\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"
        )
        web.acts["/new"] = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Robots-Tag: otherbot: noarchive\r\n"
            b"X-Robots-Tag: noindex\r\nContent-Length: 16\r\n\r\n<title>N</title>"
        )
        ended = await asyncio.to_thread(inspect, web.url("/old"), "--site", "shop", "--json")
    seo = json.loads(ended.stdout)["seo"]
    assert (seo["titles"], seo["noindex"]) == (["N"], True)


async def test_redirects_are_followed_as_a_run_follows_them(tmp_path: Path) -> None:
    """Twenty of them, whatever letters the targets have; those without end are a fault, not a page."""
    async with loopback() as web:
        (tmp_path / "sites.json").write_text(
            json.dumps([{"id": "shop", "url": web.root, "allow_private": True}])
        )
        environment = {"SITES_FILE": str(tmp_path / "sites.json")}
        web.acts["/0"] = CYRILLIC
        web.acts["/%D1%87%D0%B0%D0%B9"] = answer(PAGE.encode())
        for number in range(1, 20):
            web.acts[f"/{number}"] = answer(status=302, headers={"Location": f"/{number - 1}"})
        web.acts["/round"] = answer(status=302, headers={"Location": "/round"})
        web.acts["/file"] = answer(b"%PDF-1.4", content_type="application/pdf")
        web.acts["/wall"] = answer(
            b"<title>Wait</title><meta http-equiv=refresh content=0>", headers={"Set-Cookie": "a=1"}
        )
        found, endless, file, wall = [
            await asyncio.to_thread(
                inspect, web.url(target), "--site", "shop", "--json", environment=environment
            )
            for target in ("/19", "/round", "/file", "/wall")
        ]
    assert json.loads(found.stdout)["product"]["sku"] == "T-1"
    assert (endless.returncode, endless.stdout) == (3, "")
    assert "more than 20 redirects" in endless.stderr
    assert "application/pdf is no HTML" in file.stderr
    assert json.loads(wall.stdout)["seo"]["bot_wall"]
    assert web.targets().count("/wall") == 2
