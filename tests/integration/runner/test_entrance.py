"""Sites that let in whom they know again, and sites whose redirects set cookies that nobody needs."""

import asyncio
from collections.abc import Callable, Mapping

import pytest

from config.policies import Policy
from runner.deps import Deps
from tests.integration.runner.loopback import Asked, Loopback, answer, page, sitemap
from tests.integration.runner.one_site import POLICY, begin
from tests.world import finished, rows

PAGES: Mapping[str, list[str]] = {
    "/": ["/a", "/closed"],
    "/a": ["/b"],
    "/b": [],
    "/closed": [],
    "/listed": [],
}
FILES = ("/robots.txt", "/s.xml")
#: a site's answer to whoever bears these cookies: what is at the path, or where to go first
Door = Callable[[str, Mapping[str, str], bytes], bytes]


def sent_to(path: str, *given: str) -> bytes:
    """A redirect that sets cookies."""
    lines = "".join(f"Set-Cookie: {cookie}\r\n" for cookie in given)
    return f"HTTP/1.1 302 Found\r\nLocation: {path}\r\n{lines}Content-Length: 0\r\n\r\n".encode()


def to_itself(path: str, has: Mapping[str, str], content: bytes) -> bytes:
    """The address once more, with what no quoting may change and a domain of its own."""
    value = '"{a:[1,2]}=="'
    known = has.get("seen") == value
    return content if known else sent_to(path, f"seen={value}; Path=/; Domain=127.0.0.1; HttpOnly")


def to_itself_twice(path: str, has: Mapping[str, str], content: bytes) -> bytes:
    """First the one cookie, then the other, for this path alone."""
    if {"one", "two"} <= has.keys():
        return content
    return sent_to(path, f"two=2; Path={path}" if "one" in has else "one=1")


def by_a_mark(path: str, has: Mapping[str, str], content: bytes) -> bytes:
    """A mark on the address, which shows whether cookies come back."""
    plain, _, mark = path.partition("?")
    if mark:
        return sent_to(plain) if "checked" in has else answer(page("Switch on your cookies"))
    return content if "checked" in has else sent_to(f"{plain}?cookie_check=1", "checked=1; path=/")


def by_another_address(path: str, has: Mapping[str, str], content: bytes) -> bytes:
    """A page that hands out the cookie and sends people back where they came from."""
    if path.startswith("/verify"):
        return sent_to(path.partition("=")[2].replace("%2F", "/"), "pass=yes; Path=/")
    return content if "pass" in has else sent_to("/verify?return=" + path.replace("/", "%2F"))


def by_a_page_that_loads_itself(path: str, has: Mapping[str, str], content: bytes) -> bytes:
    """A redirect to itself told in HTML, as nginx' testcookie module does."""
    refresh = f'<meta http-equiv="refresh" content="0; url={path}">'
    wall = answer(page("Loading", head=refresh), headers={"Set-Cookie": "seen=1; Path=/"})
    return content if "seen" in has else wall


def by_a_refresh_header(path: str, has: Mapping[str, str], content: bytes) -> bytes:
    """The same in a header, before a body that says nothing, in chunks."""
    told = "Refresh: 1\r\nSet-Cookie: seen=1; Path=/\r\nTransfer-Encoding: chunked\r\n"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{told}\r\n"
    return content if "seen" in has else f"{head}3\r\n...\r\n0\r\n\r\n".encode()


DOORS: list[Door] = [
    *(to_itself, to_itself_twice, by_a_mark, by_another_address),
    *(by_a_page_that_loads_itself, by_a_refresh_header),
]


def behind(web: Loopback, door: Door) -> None:
    """The site, with rules and a sitemap of its own, behind this door. Each page sets a cookie, too."""
    contents = {path: answer(page(path, links)) for path, links in PAGES.items()}
    contents["/"] = answer(page("/", PAGES["/"]), headers={"Set-Cookie": "currency=USD; Path=/"})
    rules = f"User-agent: *\nDisallow: /closed\nSitemap: {web.url('/s.xml')}\n"
    contents["/robots.txt"] = answer(rules.encode(), content_type="text/plain")
    contents["/s.xml"] = answer(sitemap([web.url("/listed")]), content_type="text/xml")
    marks = (path + "?cookie_check=1" for path in contents)
    checks = ("/verify?return=" + path.replace("/", "%2F") for path in contents)
    for path in (*contents, *marks, *checks):

        async def act(asked: Asked, writer: object, path: str = path) -> None:
            content = contents.get(path.partition("?")[0], b"")
            writer.write(door(path, cookies_of(asked), content))  # type: ignore[attr-defined]
            await writer.drain()  # type: ignore[attr-defined]

        web.acts[path] = act


def cookies_of(asked: Asked) -> dict[str, str]:
    """What a request bears."""
    pairs = (pair.strip().partition("=") for pair in asked.headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in pairs if name}


async def ledger(deps: Deps, web: Loopback, policy: Policy = POLICY) -> dict[str, str]:
    """How each address ended in a run to its end."""
    await finished(deps, await begin(deps, web, policy))
    found = await rows(deps, "select url, outcome from addresses order by position")
    return {"/" + row["url"].removeprefix(web.root): row["outcome"] for row in found}


@pytest.mark.parametrize("door", DOORS)
async def test_who_bears_what_he_was_given_is_let_in(deps: Deps, web: Loopback, door: Door) -> None:
    """Rules, sitemaps and pages are read, each address has one line, and a page's own cookies are left."""
    behind(web, door)
    ended = await ledger(deps, web, POLICY.model_copy(update={"attempts": 1}))
    assert ended == {**dict.fromkeys(PAGES, "fetched"), "/closed": "robots"}
    assert not any("currency" in cookies_of(asked) for asked in web.asked)
    statuses = await rows(deps, "select distinct status_code from pages")
    assert [row["status_code"] for row in statuses] == [200]
    if door is not to_itself_twice:  # once it is known, one request is enough
        assert len(web.asked) <= len(PAGES) + len(FILES) + 5


async def test_a_circle_without_end_is_walked_a_few_times(deps: Deps, web: Loopback) -> None:
    """A new cookie each time, and never a page: each address is a redirect to itself, soon at one request."""

    def mill(path: str, has: Mapping[str, str], content: bytes) -> bytes:
        is_mill = path.startswith("/mill")
        return sent_to(path, f"turn={len(web.asked)}") if is_mill else content

    behind(web, mill)
    links = [f"/mill/{number}" for number in range(20)]
    for link in links:

        async def act(asked: Asked, writer: object, link: str = link) -> None:
            writer.write(mill(link, {}, b""))  # type: ignore[attr-defined]
            await writer.drain()  # type: ignore[attr-defined]

        web.acts[link] = act
    web.acts["/"] = answer(page("Home", links))
    ended = await ledger(deps, web, POLICY.model_copy(update={"host_concurrency": 1}))
    assert {ended[link] for link in links} == {"redirect"}
    assert sum(target in links for target in web.targets()) == 20 + 3 * 5


async def test_a_page_that_loads_itself_for_ever_is_a_wall(deps: Deps, web: Loopback) -> None:
    """Cookies do not help: each address is asked a few times, then once, and told as protected."""
    links = [f"/{number}" for number in range(10)]
    web.acts["/"] = answer(page("Home", links))
    for link in links:
        web.acts[link] = by_a_page_that_loads_itself(link, {}, b"")
    ended = await ledger(deps, web, POLICY.model_copy(update={"host_concurrency": 1}))
    assert {ended[link] for link in links} == {"fetched"}
    assert sum(target in links for target in web.targets()) == 10 + 3 * 5
    walls = await rows(deps, """select count(*) from pages where seo @> '{"bot_wall": true}'""")
    assert walls == [{"count": 10}]


async def test_a_redirect_that_chooses_a_currency_chooses_it_for_nobody(
    deps: Deps, web: Loopback
) -> None:
    """It sets a cookie and leads to a page that is there without it: that page is read as a stranger sees it."""

    def shop(path: str, has: Mapping[str, str], content: bytes) -> bytes:
        return answer(page(f"{path} in {has.get('currency', 'RUB')}"))

    names = ("/a", "/b", "/c", "/d")
    behind(web, shop)
    for name in names:
        web.acts[f"{name}?currency=usd"] = sent_to(name, "currency=USD; Path=/")

        async def act(asked: Asked, writer: object, name: str = name) -> None:
            writer.write(shop(name, cookies_of(asked), b""))  # type: ignore[attr-defined]
            await writer.drain()  # type: ignore[attr-defined]

        web.acts[name] = act
    web.acts["/robots.txt"] = answer(status=404)
    web.acts["/"] = answer(page("Home", [f"{name}?currency=usd" for name in names]))
    ended = await ledger(deps, web)
    assert [ended[name] for name in names] == ["fetched"] * 4
    assert [ended[f"{name}?currency=usd"] for name in names] == ["redirect"] * 4
    titles = await rows(
        deps, "select seo -> 'titles' ->> 0 as title from pages where url ~ '/[a-d]$'"
    )
    assert sorted(row["title"] for row in titles) == [f"{name} in RUB" for name in names]


async def test_who_hands_out_cookies_where_nobody_may_ask_is_not_asked(
    deps: Deps, web: Loopback
) -> None:
    """The way in leads over an address that robots.txt closes: the site stays a redirect to it."""
    behind(web, by_another_address)
    web.acts["/robots.txt"] = answer(b"User-agent: *\nDisallow: /verify", content_type="text/plain")
    ended = await ledger(deps, web, POLICY.model_copy(update={"discover": "links"}))
    assert ended == {"/": "redirect", "/verify?return=%2F": "robots"}
    assert "/verify?return=%2F" not in web.targets()


async def test_a_home_page_that_leads_to_a_query_is_no_door(deps: Deps, web: Loopback) -> None:
    """Every address has its path in it, so nobody walks there for a cookie: it is asked for once."""
    web.acts["/"] = answer(status=302, headers={"Location": "/hello?from=/about/us"})
    web.acts["/hello?from=/about/us"] = answer(page("Hello", ["/hello?from=/about/us"]))
    await finished(deps, await begin(deps, web))
    assert web.targets().count("/hello?from=/about/us") == 1


@pytest.mark.parametrize("back", ["/", "%2F", "{root}"])
async def test_a_home_page_may_stand_behind_another_address(
    deps: Deps, web: Loopback, back: str
) -> None:
    """A redirect that names it as the address to come back to is walked along."""

    async def home(asked: Asked, writer: asyncio.StreamWriter) -> None:
        knows = "pass" in cookies_of(asked)
        writer.write(answer(page("Home")) if knows else sent_to(f"/verify?return={told}"))
        await writer.drain()

    told = back.replace("{root}", web.root)
    web.acts |= {"/": home, f"/verify?return={told}": sent_to("/", "pass=yes; Path=/")}
    await finished(deps, await begin(deps, web))
    [line] = await rows(deps, "select outcome from addresses where origin = 'seed'")
    assert line["outcome"] == "fetched"
