"""Pages that hold what no database, header or spreadsheet takes: all of them come into the reports."""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping

import pytest
from openpyxl import load_workbook

from config.policies import Policy
from runner.deps import Deps
from runner.plan import RunOrder
from storage import artifacts, site_jobs
from storage.model.artifact import ArtifactKind
from storage.model.states import SiteStatus
from tests.integration.runner.loopback import Loopback, answer, loopback, page, sitemap
from tests.integration.runner.one_site import begin
from tests.world import finished, rows

POLICY = Policy(requests_per_second=1000, retry_pause=0.02, max_page_bytes=3_000_000)
LONG = "long " * 50_000


def product(**fields: object) -> bytes:
    """A product's page; what JSON escapes stays escaped."""
    offer = {"@type": "Offer", "price": "10.00", "priceCurrency": "EUR"}
    data = {"@context": "https://schema.org", "@type": "Product", "offers": offer, **fields}
    markup = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return page("A product", head=markup)


ODD: Mapping[str, bytes] = {
    "/nul": answer(product(name="Nul \x00 kettle", sku="N\x00-1", description="\x00")),
    "/surrogate": answer(product(name="Half \ud83d kettle", sku="S-1", brand="\udc00")),
    "/raw-nul": answer(b"<title>a\x00b</title><h1>\x00</h1><p>text\x00text</p>"),
    "/controls": answer(page("Bell \x07 and \x0b tab \x1b[31m")),
    "/long": answer(page(LONG, head=f'<meta name="description" content="{LONG}">')),
    "/long-links": answer(page("Links", ["/x?" + "y" * 9000, "/" + "z" * 4000, "/" + "\u044f" * 300])),
    "/formula": answer(product(name='=cmd|"/c calc"!A1', sku="-1+1", brand="@SUM(1)")),
    "/bad-bytes": answer(b"<title>\xff\xfe\x00\xd8</title>", content_type="text/html; charset=utf-8"),
    "/wrong-charset": answer(
        "<title>\u041a\u043e\u0432\u0451\u0440 \u0448\u0435\u0440\u0441\u0442\u044f\u043d\u043e\u0439"
        "</title>".encode("cp1251"),
        content_type="text/html; charset=no-such-charset",
    ),
    "/headers": (
        b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: "\xcf\xf0"\r\n'
        b"Last-Modified: \xd1\xee\xe3\xee\xe4\r\nLink: <\xd0\xb0>; rel=canonical\r\n"
        b"Set-Cookie: a=1\r\nSet-Cookie: b=2; Path=/\r\nSet-Cookie: a=3\r\n"
        b"X-Robots-Tag: noindex\xff\r\nContent-Length: 18\r\n\r\n<title>h</title>ok"
    ),
    "/location": (
        b"HTTP/1.1 301 Moved\r\nLocation: /\xd1\x82\xd0\xbe?\xff\r\nContent-Length: 0\r\n\r\n"
    ),
    "/deep": answer(b"<div>" * 30_000 + b"deep"),
    "/empty-titles": answer(b"<title></title><title> </title><h1></h1><link rel=canonical href='http://['>"),
}  # fmt: skip


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A site of odd pages."""
    async with loopback() as served:
        served.acts |= {"/": answer(page("Home", [*ODD])), **ODD}
        served.acts["/sitemap.xml"] = answer(
            sitemap([served.url(target) for target in ODD]), content_type="text/xml"
        )
        yield served


async def run(deps: Deps, web: Loopback, key: str) -> int:
    """A run of the site in which unchanged pages need not be sent again."""
    run_id = await begin(deps, web, POLICY, key=key, order=RunOrder(skip_existing=True))
    await finished(deps, run_id)
    [job] = await site_jobs.of_run(deps.db, run_id)
    assert job.status is SiteStatus.COMPLETED, (job.failure, job.failure_detail)
    return run_id


async def test_nothing_on_a_page_breaks_the_run(deps: Deps, web: Loopback) -> None:
    """Every page is read, twice, and stands in both files; the workbook opens."""
    for key in ("1", "2"):
        run_id = await run(deps, web, key)
        found = await rows(
            deps,
            "select url, outcome, detail from addresses a join bulk_job_sites s"
            " on s.id = a.site_job_id where s.bulk_job_id = $1",
            run_id,
        )
        told = {"/" + row["url"].removeprefix(web.root): row for row in found}
        odd = {target: told[target]["outcome"] for target in ODD}
        assert odd == {**dict.fromkeys(ODD, "fetched"), "/location": "redirect"}, found
        files = {file.kind: file for file in await artifacts.of_run(deps.db, run_id)}
        contents = {
            kind: b"".join([piece async for piece in deps.objects.get(file.key)])
            for kind, file in files.items()
        }
        text = contents[ArtifactKind.SEO].decode("utf-8-sig")
        csv.field_size_limit(1_000_000)
        seo = {row["Address"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
        assert {web.url(target) for target in ODD} <= set(seo)
        assert seo[web.url("/headers")]["Cookies"] == "2"
        assert seo[web.url("/wrong-charset")]["Title 1 Length"] == "15"
        assert seo[web.url("/long")]["Title 1 Length"] == "2000"
        book = load_workbook(io.BytesIO(contents[ArtifactKind.XLSX]), read_only=True)
        assert "Products" in book.sheetnames
        book.close()
