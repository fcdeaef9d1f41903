"""Sequences of runs over one small shop, and the truth of each: which rows diff.csv has to have."""

from tests.integration.runner.reports.hand_made import Paper, moved
from tests.integration.runner.reports.number_sequences import NUMBERS
from tests.integration.runner.reports.shop_runs import (
    A_WITHOUT_1,
    ALL,
    BUSY,
    DEAR,
    DOWN,
    GONE,
    HIDDEN_PDF,
    MISSING,
    PDF,
    PRODUCTS_ONLY,
    REFUSED,
    SEO_ONLY,
    WITHOUT_1,
    Run,
    both,
    listed,
    run,
    shop,
    silent,
)
from tests.integration.runner.reports.test_out_of_sight import WALL, kettle

FAILURES: dict[str, list[Run]] = {
    "down once": [run(ALL), run(shop(_1=DOWN), *both("unreachable", "/1")), run(ALL)],
    "down three times, then gone": [
        run(ALL),
        run(shop(_1=DOWN), *both("unreachable", "/1")),
        run(shop(_1=BUSY), notes=["1 pages that run"]),
        run(shop(_1=DOWN)),
        run(shop(_1=GONE), *both("removed", "/1")),
    ],
    "down eight times, then gone": [
        run(ALL),
        run(shop(_1=DOWN), *both("unreachable", "/1")),
        *[run(shop(_1=DOWN))] * 7,
        run(shop(_1=GONE), *both("removed", "/1")),
    ],
    "another page is down in each run": [
        run(ALL),
        run(shop(_1=DOWN), *both("unreachable", "/1")),
        run(shop(_1=DEAR, _2=DOWN), *both("unreachable", "/2", 2), "product changed price /1 @1"),
        run(
            shop(_1=DEAR, _2=kettle("K-2", price="8"), _3=DOWN),
            *both("unreachable", "/3", 3),
            "product changed price /2 @2",
        ),
        run(shop(_1=DEAR, _2=GONE, _3=GONE), *both("removed", "/2", 4), *both("removed", "/3", 3)),
    ],
    "down, then elsewhere": [
        run(ALL),
        run(shop(_1=DOWN), *both("unreachable", "/1")),
        run(shop(_1=moved("/5"), _5=kettle("K-1")), *both("moved", "/5", name="url")),
        run(
            shop(_1=GONE, _5=kettle("K-1"), a=Paper(links=["/1", "/2", "/5"])),
            "page changed http_status /1 @3",
            "page changed redirect_url /1 @3",
        ),
    ],
    "down, then a redirect, then gone": [
        run(ALL),
        run(shop(_1=DOWN), *both("unreachable", "/1")),
        run(shop(_1=moved("/about")), *both("changed", "/1", name="http_status")),
        run(shop(_1=GONE), "page changed http_status /1 @3", "page changed redirect_url /1 @3"),
    ],
    "gone, down, gone": [
        run(ALL),
        run(shop(_1=GONE), *both("removed", "/1")),
        run(shop(_1=DOWN)),
        run(shop(_1=GONE)),
    ],
    "gone, down, back": [
        run(ALL),
        run(shop(_1=GONE), *both("removed", "/1")),
        run(shop(_1=DOWN)),
        run(ALL, "page back /1 @2", "product back /1 @3"),
    ],
    "refused, then gone": [
        run(ALL),
        run(shop(_1=REFUSED), *both("unreachable", "/1")),
        run(shop(_1=MISSING), *both("removed", "/1")),
    ],
    "a wall, then gone": [
        run(ALL),
        run(shop(_1=WALL), *both("unreachable", "/1")),
        run(shop(_1=MISSING), *both("removed", "/1")),
    ],
    "down in the first run": [
        run(shop(_1=DOWN)),
        run(ALL, notes=["1 pages that run"]),
        run(shop(_1=GONE), *both("removed", "/1", 2)),
    ],
    "most of it is down once": [
        run(ALL),
        run(
            shop(_1=DOWN, _2=DOWN, _3=DOWN, _4=DOWN),
            *both("unreachable", "/1"),
            *both("unreachable", "/2"),
            *both("unreachable", "/3"),
            *both("unreachable", "/4"),
        ),
        run(shop(_1=DEAR), "product changed price /1 @1"),
    ],
}

REDIRECTS: dict[str, list[Run]] = {
    "a redirect fails": [
        run(shop(_1=moved("/2"))),
        run(shop(_1=DOWN), "page unreachable /1 @1"),
        run(shop(_1=DOWN)),
        run(shop(_1=moved("/2"))),
    ],
    "a redirect fails, then leads elsewhere": [
        run(shop(_1=moved("/2"))),
        run(shop(_1=DOWN), "page unreachable /1 @1"),
        run(shop(_1=moved("/3")), "page changed redirect_url /1 @1"),
    ],
    "a redirect fails, then is gone": [
        run(shop(_1=moved("/2"))),
        run(shop(_1=DOWN), "page unreachable /1 @1"),
        run(shop(_1=GONE), "page changed http_status /1 @1", "page changed redirect_url /1 @1"),
    ],
    "a redirect is refused": [
        run(shop(_1=moved("/2"))),
        run(shop(_1=REFUSED), "page unreachable /1 @1"),
        run(shop(_1=REFUSED)),
    ],
    "a redirect ends": [
        run(shop(_1=moved("/2"))),
        run(ALL, "page changed http_status /1 @1", "product added /1 @1"),
    ],
}

CLOSED: dict[str, list[Run]] = {
    "closed, then gone": [
        run(ALL),
        run(ALL, *both("blocked", "/1"), closed="/1"),
        run(shop(_1=GONE), *both("removed", "/1")),
        run(shop(_1=GONE)),
    ],
    "closed twice, then open and dearer": [
        run(ALL),
        run(ALL, *both("blocked", "/1"), closed="/1"),
        run(ALL, closed="/1", notes=["1 pages that run"]),
        run(shop(_1=DEAR), "page changed robots_allowed /1 @3", "product changed price /1 @1"),
        run(shop(_1=DEAR)),
    ],
    "closed from the first run on": [
        run(ALL, closed="/1"),
        run(ALL, closed="/1"),
        run(ALL, "page changed robots_allowed /1 @2"),
    ],
    "down, closed, gone": [
        run(ALL),
        run(shop(_1=DOWN), *both("unreachable", "/1")),
        run(ALL, *both("blocked", "/1"), closed="/1"),
        run(shop(_1=GONE), *both("removed", "/1")),
    ],
    "a category is closed": [
        run(ALL),
        run(ALL, "page blocked /a @1", closed="/a$", notes=["2 pages of the base were not found"]),
        run(ALL, closed="/a$"),
        run(ALL, "page changed robots_allowed /a @3"),
    ],
    "a category is closed, and a product leaves it": [
        run(ALL),
        run(ALL, "page blocked /a @1", closed="/a$"),
        run(ALL, closed="/a$"),
        run(
            shop(a=A_WITHOUT_1, _1=None),
            "page changed robots_allowed /a @3",
            *both("removed", "/1"),
        ),
    ],
    "closed for longer than anything is remembered": [
        run(ALL),
        run(ALL, "page blocked /a @1", closed="/a$"),
        *[run(ALL, closed="/a$")] * 11,
    ],
}

OUT_OF_SIGHT: dict[str, list[Run]] = {
    "a category is down": [
        run(ALL),
        run(shop(a=DOWN), "page unreachable /a @1"),
        run(ALL),
        run(ALL),
    ],
    "a category is down, and a product leaves it": [
        run(ALL),
        run(shop(a=DOWN), "page unreachable /a @1"),
        run(shop(a=A_WITHOUT_1, _1=None), *both("removed", "/1")),
        run(shop(a=A_WITHOUT_1, _1=None)),
    ],
    "a category is down, and a price changes": [
        run(ALL),
        run(shop(a=DOWN), "page unreachable /a @1"),
        run(shop(_1=DEAR), "product changed price /1 @1"),
    ],
    "one category is down after the other": [
        run(ALL),
        run(shop(a=DOWN), "page unreachable /a @1"),
        run(shop(b=DOWN), "page unreachable /b @2"),
        run(shop(a=DOWN), "page unreachable /a @3"),
        run(ALL),
    ],
    "a category of the first run was down": [
        run(shop(a=DOWN)),
        run(ALL, notes=["2 pages are not called added"]),
        run(shop(_5=kettle("K-5"), a=Paper(links=["/1", "/2", "/5"])), *both("added", "/5", 2)),
    ],
    "a new page beside a category that was down": [
        run(ALL),
        run(shop(a=DOWN), "page unreachable /a @1"),
        run(shop(_5=kettle("K-5"), b=Paper(links=["/3", "/4", "/5"])), *both("added", "/5", 2)),
    ],
    "a new page in a category that was down": [
        run(ALL),
        run(shop(a=DOWN), "page unreachable /a @1"),
        run(shop(_5=kettle("K-5"), a=Paper(links=["/1", "/2", "/5"]))),
    ],
    "a product moves to a page that is down": [
        run(ALL),
        run(shop(_1=None, _5=DOWN, a=Paper(links=["/2", "/5"]))),
        run(shop(_1=None, _5=DOWN, a=Paper(links=["/2", "/5"]))),
        run(
            shop(_1=None, _5=kettle("K-1"), a=Paper(links=["/2", "/5"])),
            *both("moved", "/5", name="url"),
        ),
    ],
    "a page is too large, and what it links to leaves": [
        run(ALL),
        run(ALL, "page unreachable /a @1", too_large="/a"),
        run(shop(a=A_WITHOUT_1, _1=None), *both("removed", "/1")),
    ],
}

SITEMAPS: dict[str, list[Run]] = {
    "listed no more": [
        listed(ALL),
        run(shop(a=A_WITHOUT_1, _1=None), *both("removed", "/1"), listed=WITHOUT_1),
        run(shop(a=A_WITHOUT_1, _1=None), listed=WITHOUT_1, notes=["1 pages that run"]),
    ],
    "listed no more while a new page is down": [
        listed(ALL),
        run(shop(a=A_WITHOUT_1, _1=None, _5=DOWN), listed=(*WITHOUT_1, "/5")),
        run(shop(a=A_WITHOUT_1, _1=None, _5=DOWN), listed=(*WITHOUT_1, "/5")),
        run(
            shop(a=A_WITHOUT_1, _1=None, _5=Paper()),
            *both("removed", "/1"),
            listed=(*WITHOUT_1, "/5"),
        ),
        run(shop(a=A_WITHOUT_1, _1=None, _5=Paper()), listed=(*WITHOUT_1, "/5")),
    ],
    "listed no more while another new page is down in each run": [
        listed(ALL),
        run(shop(a=A_WITHOUT_1, _1=None, _5=DOWN), listed=(*WITHOUT_1, "/5")),
        run(
            shop(a=A_WITHOUT_1, _1=None, _5=Paper(), _6=DOWN),
            *both("removed", "/1"),
            listed=(*WITHOUT_1, "/5", "/6"),
        ),
        run(
            shop(a=A_WITHOUT_1, _1=None, _5=Paper(), _6=Paper(), _7=DOWN),
            listed=(*WITHOUT_1, "/5", "/6", "/7"),
        ),
    ],
    "the sitemap fails for two runs, and a page leaves it": [
        listed(ALL),
        listed({**shop(a=A_WITHOUT_1), "/sitemap.xml": DOWN}),
        listed({**shop(a=A_WITHOUT_1), "/sitemap.xml": DOWN}),
        listed({**shop(a=A_WITHOUT_1), "/sitemap.xml": DOWN}),
        run(shop(a=A_WITHOUT_1, _1=None), *both("removed", "/1"), listed=WITHOUT_1),
    ],
    "down, then neither listed nor linked": [
        listed(ALL),
        listed(shop(_1=DOWN), *both("unreachable", "/1")),
        run(shop(a=A_WITHOUT_1, _1=None), *both("removed", "/1"), listed=WITHOUT_1),
    ],
    "closed, then neither listed nor linked": [
        listed(ALL),
        listed(ALL, *both("blocked", "/1"), closed="/1"),
        run(shop(a=A_WITHOUT_1, _1=None), *both("removed", "/1"), listed=WITHOUT_1),
    ],
    "removed, then listed again": [
        listed(ALL),
        run(shop(a=A_WITHOUT_1, _1=None), *both("removed", "/1"), listed=WITHOUT_1),
        listed(ALL, *both("back", "/1", 2)),
    ],
}

FILES: dict[str, list[Run]] = {
    "a file is hidden from search": [
        listed(shop(about=PDF)),
        listed(
            shop(about=HIDDEN_PDF),
            "page changed indexability /about @1",
            "page changed x_robots_tag /about @1",
        ),
        listed(shop(about=HIDDEN_PDF)),
    ],
    "a file is down, then hidden": [
        listed(shop(about=PDF)),
        listed(shop(about=DOWN), "page unreachable /about @1"),
        listed(
            shop(about=HIDDEN_PDF),
            "page changed indexability /about @1",
            "page changed x_robots_tag /about @1",
        ),
    ],
    "a file stays": [listed(shop(about=PDF)), listed(shop(about=PDF))],
    "a file is gone": [
        listed(shop(about=PDF)),
        listed(shop(about=GONE), "page changed http_status /about @1"),
    ],
    "a page becomes a file": [
        listed(ALL),
        listed(shop(about=PDF), "page changed content_type /about @1"),
        listed(ALL, "page changed content_type /about @2"),
    ],
}

SPELLINGS: dict[str, list[Run]] = {
    "a question mark at the end": [run(ALL), run(shop(a=Paper(links=["/1?", "/2"])))],
    "a slash at the end, by redirect": [
        run(ALL),
        run(
            shop(a=Paper(links=["/1/", "/2"]), _1=moved("/1/")) | {"/1/": kettle("K-1")},
            *both("moved", "/1/", name="url"),
        ),
    ],
    "a slash at the end": [
        run(ALL),
        run(
            shop(a=Paper(links=["/1/", "/2"]), _1=None) | {"/1/": kettle("K-1")},
            *both("moved", "/1/", name="url"),
        ),
    ],
    "both with and without a slash": [
        run(ALL),
        run(shop(a=Paper(links=["/1", "/1/", "/2"])) | {"/1/": kettle("K-1")}, "page added /1/ @1"),
    ],
    "marks of an advertiser": [run(ALL), run(shop(a=Paper(links=["/1?utm_source=x", "/2"])))],
}

SCOPES: dict[str, list[Run]] = {
    "SEO only between": [
        run(ALL),
        silent(shop(_1=DOWN), SEO_ONLY),
        run(shop(_1=GONE), *both("removed", "/1")),
    ],
    "down, SEO only, gone": [
        run(ALL),
        run(shop(_1=DOWN), *both("unreachable", "/1")),
        silent(ALL, SEO_ONLY),
        run(shop(_1=GONE), *both("removed", "/1")),
    ],
    "products only between": [
        run(ALL),
        silent(shop(_1=DEAR), PRODUCTS_ONLY),
        run(shop(_1=DEAR), "product changed price /1 @1"),
    ],
    "the reading changes while a page is down": [
        run(ALL),
        run(
            shop(_1=DOWN),
            *both("unreachable", "/1"),
            before="update artifacts set facts = jsonb_set(facts, '{extractor}', '0') "
            "where site_job_id in (select id from bulk_job_sites where site = $1)",
        ),
        run(
            shop(_1=DEAR, _2=kettle("K-2", price="9")),
            "product extractor_changed price /1 @1",
            "product changed price /2 @2",
        ),
    ],
    "the configuration changes while a page is down": [
        run(ALL),
        run(
            shop(_1=DOWN),
            *both("unreachable", "/1"),
            before="update bulk_job_sites set config = jsonb_set(config, '{site,selectors}', '{\"price\": \".p\"}') where site = $1",
        ),
        run(
            shop(_1=DEAR, _2=kettle("K-2", price="9")),
            "product extractor_changed price /1 @1",
            "product changed price /2 @2",
        ),
    ],
}

SEQUENCES = (
    FAILURES | REDIRECTS | CLOSED | OUT_OF_SIGHT | SITEMAPS | FILES | SPELLINGS | SCOPES | NUMBERS
)
