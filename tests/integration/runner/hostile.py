"""Sites that answer oddly: what each of them answers, by name."""

import gzip
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from config.policies import Policy
from tests.integration.runner.loopback import (
    Asked,
    Loopback,
    answer,
    breaking,
    dripping,
    page,
    sitemap,
)

POLICY = Policy(
    host_concurrency=2,
    requests_per_second=1000,
    retry_pause=0.05,
    connect_timeout=2,
    read_timeout=2,
    page_timeout=1,
    max_page_bytes=20_000,
)
POLICIES = {
    "default": POLICY,
    "unasked": POLICY.model_copy(update={"obey_robots": False, "reason": "our own site"}),
}
TEXT = "text/plain; charset=utf-8"
XML = "application/xml"
NOT_NOW = answer(b"busy", status=503, content_type="text/html")


def in_turn(*answers: bytes) -> Any:
    """One answer after the other; the last one stays."""

    async def act(asked: Asked, writer: Any) -> None:
        writer.write(answers[min(asked.number, len(answers) - 1)])
        await writer.drain()

    return act


def robots(text: str = "", *, raw: bytes | None = None, **more: Any) -> bytes:
    """A robots.txt."""
    return answer(text.encode() if raw is None else raw, content_type=TEXT, **more)


def listed(web: Loopback, *targets: str) -> None:
    """A site whose sitemap names these paths, each of them a page unless a test says otherwise."""
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/sitemap.xml')}")
    web.acts["/sitemap.xml"] = answer(sitemap([web.url(one) for one in targets]), content_type=XML)
    for target in ("/", *targets):
        web.acts.setdefault(target, answer(page(f"Page {target}")))


def soon() -> str:
    """A date for Retry-After, a second from now."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)


async def busy_with_a_date(asked: Asked, writer: Any) -> None:
    """429 with a date at first, rules then."""
    if asked.number:
        writer.write(robots("User-agent: *\nDisallow: /closed"))
    else:
        writer.write(answer(status=429, headers={"Retry-After": soon()}))
    await writer.drain()


def make_robots_503(web: Loopback) -> None:
    """Rules that are not to be had."""
    web.acts |= {"/robots.txt": NOT_NOW, "/": answer(page("Home"))}


def make_robots_patience(web: Loopback) -> None:
    """Rules that are not to be had before five minutes are over."""
    web.acts["/robots.txt"] = answer(status=429, headers={"Retry-After": "300"})


def make_robots_later(web: Loopback) -> None:
    """Rules after two failures."""
    rules = robots("User-agent: *\nDisallow: /closed")
    web.acts["/robots.txt"] = in_turn(NOT_NOW, NOT_NOW, rules)
    web.acts["/"] = answer(page("Home", ["/closed", "/open"]))
    web.acts["/open"] = answer(page("Open"))


def make_robots_429(web: Loopback) -> None:
    """Rules after the patience that was asked for."""
    web.acts |= {"/robots.txt": busy_with_a_date, "/": answer(page("Home", ["/closed"]))}


def make_robots_loop(web: Loopback) -> None:
    """Rules that redirect to themselves: no rules."""
    web.acts["/robots.txt"] = answer(status=301, headers={"Location": "/robots.txt"})
    web.acts["/"] = answer(page("Home"))


def make_robots_cut(web: Loopback) -> None:
    """Rules whose line breaks each time."""
    web.acts |= {"/robots.txt": breaking, "/": answer(page("Home"))}


def make_robots_bom(web: Loopback) -> None:
    """Everything closed, behind a byte order mark."""
    web.acts["/robots.txt"] = robots(raw=b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n")


def make_robots_1251(web: Loopback) -> None:
    """Everything closed, after a comment that is not UTF-8."""
    comment = "# \u0437\u0430\u043a\u0440\u044b\u0442\u043e\n".encode("cp1251")
    web.acts["/robots.txt"] = robots(raw=comment + b"User-agent: *\nDisallow: /\n")


def make_closed_but_named(web: Loopback) -> None:
    """Everything closed, the sitemap too, which is named all the same."""
    listed(web, "/p")
    told = f"User-agent: *\nDisallow: /\nSitemap: {web.url('/sitemap.xml')}\n"
    web.acts["/robots.txt"] = robots(told)


def make_redirects(web: Loopback) -> None:
    """All kinds of redirects."""
    listed(
        web,
        *("/loop-a", "/self", "/chain/1", "/metadata", "/elsewhere", "/nowhere", "/to-page"),
        "/to-session",
    )
    web.acts["/to-session;jsessionid=1"] = answer(page("Let in"))
    targets = {
        "/loop-a": "/loop-b",
        "/loop-b": "/loop-a",
        "/self": "/self",
        "/metadata": "http://169.254.169.254/latest/meta-data/",
        "/elsewhere": "https://elsewhere.example/",
        "/to-page": "/page?utm_source=redirect",
        "/to-session": "/to-session;jsessionid=1",
    }
    for path, target in targets.items():
        web.acts[path] = answer(status=302, headers={"Location": target})
    for number in range(1, 60):
        web.acts[f"/chain/{number}"] = answer(
            status=301, headers={"Location": f"/chain/{number + 1}"}
        )
    web.acts["/nowhere"] = answer(status=301)
    web.acts["/page"] = answer(page("Reached"))


def make_sessions(web: Loopback) -> None:
    """Links that bear another session for each visitor without cookies."""
    links = [f"/{name};jsessionid={{0}}" for name in "abc"]
    for path in ("/", "/a", "/b", "/c"):

        async def act(asked: Asked, writer: Any, path: str = path) -> None:
            session = len(web.asked)
            writer.write(answer(page(path, [link.format(session) for link in links])))
            await writer.drain()

        web.acts[path] = act


def make_pages(web: Loopback) -> None:
    """All kinds of answers."""
    listed(
        web,
        *("/empty", "/untyped", "/not-modified", "/reset", "/drip", "/large", "/large-file"),
        *("/file", "/busy", "/broken", "/forbidden", "/teapot", "/twice?utm_source=a", "/twice"),
    )
    web.acts |= {
        "/empty": answer(b""),
        "/untyped": answer(page("Untyped"), content_type=""),
        "/not-modified": b"HTTP/1.1 304 Not Modified\r\nETag: 1\r\n\r\n",
        "/reset": breaking,
        "/drip": dripping,
        "/large": answer(page("Large") + b"x" * 30_000),
        "/large-file": answer(b"x" * 30_000, content_type="application/zip"),
        "/file": answer(b"%PDF", content_type="application/pdf"),
        "/busy": in_turn(answer(status=429, headers={"Retry-After": "1"}), answer(page("Busy"))),
        "/broken": answer(status=500),
        "/forbidden": answer(status=403),
        "/teapot": answer(status=418),
        "/twice": answer(page("Twice")),
    }


def make_shell(web: Loopback) -> None:
    """A site of one shell: the same page for every address, robots.txt and sitemap.xml among them."""
    shell = answer(page("Shell"))
    web.acts |= {"/": shell, "/robots.txt": shell, "/sitemap.xml": shell}


def make_cycle(web: Loopback) -> None:
    """Indexes that name each other and themselves, and children that are no addresses of ours."""
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/i.xml')}")
    mine = [web.url("/i.xml"), web.url("/j.xml"), web.url("/k.xml")]
    odd = ["http://xn--a.com/s.xml", "file:///etc/passwd", "http://" + "a" * 9000 + "/"]
    web.acts["/i.xml"] = answer(sitemap([*odd, *mine], tag="sitemapindex"), content_type=XML)
    web.acts["/j.xml"] = answer(sitemap(mine, tag="sitemapindex"), content_type=XML)
    web.acts["/k.xml"] = answer(sitemap([web.url("/p")]), content_type=XML)
    web.acts |= {"/": answer(page("Home")), "/p": answer(page("P"))}


def make_guess(web: Loopback) -> None:
    """No robots.txt; the guessed index is there, but one of its children is not."""
    children = [web.url("/a.xml"), web.url("/b.xml")]
    web.acts["/sitemap.xml"] = answer(sitemap(children, tag="sitemapindex"), content_type=XML)
    web.acts["/a.xml"] = answer(sitemap([web.url("/p")]), content_type=XML)
    web.acts["/b.xml"] = NOT_NOW
    web.acts |= {"/": answer(page("Home")), "/p": answer(page("P"))}


def broken_off(web: Loopback, *, at: int) -> Any:
    """A sitemap whose line breaks the first `at` times."""
    body = sitemap([web.url(f"/p{number}") for number in range(2000)])

    async def act(asked: Asked, writer: Any) -> None:
        whole = answer(body, content_type=XML)
        if asked.number >= at:
            writer.write(whole)
            await writer.drain()
            return
        writer.write(whole[: len(whole) * 3 // 4])
        await writer.drain()
        writer.transport.abort()

    return act


def make_cut_once(web: Loopback) -> None:
    """A sitemap whose line breaks at the first attempt."""
    listed(web)
    web.acts["/robots.txt"] = robots(
        f"Sitemap: {web.url('/sitemap.xml')}\nUser-agent: *\nDisallow: /p"
    )
    web.acts["/sitemap.xml"] = broken_off(web, at=1)


def make_cut_always(web: Loopback) -> None:
    """A sitemap whose line breaks at every attempt."""
    make_cut_once(web)
    web.acts["/sitemap.xml"] = broken_off(web, at=99)


def make_odd_sitemaps(web: Loopback) -> None:
    """Encodings, compressions, and files that are none."""
    names = ("utf16", "gz", "gz-cut", "page", "drip", "busy", "repaired", "moved", "gone", "coded")
    told = "\n".join(f"Sitemap: {web.url(f'/{name}.xml')}" for name in names)
    web.acts["/robots.txt"] = robots(told)

    def naming(name: str) -> bytes:
        return sitemap([web.url(f"/{name}-{number}") for number in range(3)])

    packed = b"".join(gzip.compress(naming("gz")[at : at + 100]) for at in range(0, 500, 100))
    web.acts |= {
        "/": answer(page("Home")),
        "/utf16.xml": answer(
            naming("utf16").replace(b'version="1.0"', b'version="1.0" encoding="utf-16"')
            .decode().encode("utf-16"), content_type=XML),
        "/gz.xml": answer(packed, content_type="application/gzip"),
        "/gz-cut.xml": answer(gzip.compress(naming("gz-cut"))[:-12], content_type=XML),
        "/coded.xml": answer(
            gzip.compress(naming("coded"))[:-12], headers={"Content-Encoding": "gzip"}, content_type=XML
        ),
        "/page.xml": answer(page("Not found, but 200")),
        "/drip.xml": dripping,
        "/busy.xml": in_turn(
            answer(status=429, headers={"Retry-After": "1"}), answer(naming("busy"), content_type=XML)
        ),
        "/repaired.xml": answer(naming("repaired").replace(b"repaired-1", b"x?a=1&b=2"), content_type=XML),
        "/moved.xml": answer(status=302, headers={"Location": "/elsewhere.xml"}),
        "/elsewhere.xml": answer(naming("moved"), content_type=XML),
    }  # fmt: skip


def make_blocked_sitemaps(web: Loopback) -> None:
    """Nothing but a 503 for the sitemap: what can be found by links is."""
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/sitemap.xml')}")
    web.acts |= {
        "/sitemap.xml": NOT_NOW,
        "/": answer(page("Home", ["/a"])),
        "/a": answer(page("A")),
    }


SITES: Mapping[str, Callable[[Loopback], None]] = {
    "robots-503": make_robots_503,
    "robots-503-unasked": make_robots_503,
    "robots-patience": make_robots_patience,
    "robots-later": make_robots_later,
    "robots-429": make_robots_429,
    "robots-loop": make_robots_loop,
    "robots-cut": make_robots_cut,
    "robots-bom": make_robots_bom,
    "robots-1251": make_robots_1251,
    "closed-but-named": make_closed_but_named,
    "redirects": make_redirects,
    "sessions": make_sessions,
    "pages": make_pages,
    "shell": make_shell,
    "cycle": make_cycle,
    "guess": make_guess,
    "cut-once": make_cut_once,
    "cut-always": make_cut_always,
    "odd-sitemaps": make_odd_sitemaps,
    "blocked-sitemaps": make_blocked_sitemaps,
}
