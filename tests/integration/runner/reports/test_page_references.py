"""What pages say of each other: canonicals, languages and parts of a series, judged at both ends."""

from playground.shops.shop import Shop
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import Answer
from runner.deps import Deps
from storage.model.ledger import Address
from tests.integration.runner.reports.crawled import answer_of
from tests.integration.runner.reports.files import reported
from tests.integration.runner.reports.findings import found, row
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made, moved, prose


async def test_canonicals_are_judged_by_what_their_target_answers(deps: Deps) -> None:
    """A canonical to a redirect, an error, a closed, a noindex or a canonicalised page, or to nowhere."""

    def to(target: str) -> Paper:
        return Paper(head=f'<link rel="canonical" href="{BASE}{target}">', body=prose(target, 60))

    targets = ["/moved", "/gone", "/closed/z", "/noindex", "/canonicalised", "/unlinked"]
    pages = {f"/to{target}": to(target) for target in targets}
    site = hand_made(
        {
            "/": Paper(links=[*pages, *targets[:-1], "/good", "/empty"]),
            "/empty": Paper(head='<link rel="canonical" href="">'),
            **pages,
            "/moved": moved("/good"),
            "/good": Paper(),
            "/noindex": Paper(head='<meta name="robots" content="noindex">'),
            "/canonicalised": to("/good"),
            "/unlinked": Paper(),
        }
    )
    files = await reported(deps, site)
    assert set(found(files, "canonical_to_redirect")) == {"/to/moved"}
    assert set(found(files, "canonical_to_error")) == {"/to/gone"}
    assert found(files, "canonical_to_non_indexable") == {
        "/to/closed/z": ("blocked by robots.txt", f"{BASE}/closed/z"),
        "/to/noindex": ("noindex", f"{BASE}/noindex"),
    }
    assert set(found(files, "canonical_to_canonicalised")) == {"/to/canonicalised"}
    assert set(found(files, "canonical_unlinked")) == {"/to/unlinked"}
    assert row(files, "/to/gone")["Canonical Target Status"] == "404"
    assert row(files, "/to/unlinked")["Canonical Target Status"] == "200"
    assert row(files, "/empty")["Canonical Status"] == "missing"
    assert row(files, "/empty")["Canonical Target Status"] == ""


async def test_a_canonical_may_name_what_is_no_answer_of_its_own(deps: Deps) -> None:
    """A page that refreshes elsewhere is a redirect, and the headers of a file say what a head would."""

    def pdf(**headers: str) -> Paper:
        stated = {name.replace("_", "-"): value for name, value in headers.items()}
        return Paper(headers={"Content-Type": "application/pdf", **stated})

    targets = {
        "/sends-on": Paper(head='<meta http-equiv="refresh" content="0; url=/good">'),
        "/noindex.pdf": pdf(X_Robots_Tag="noindex"),
        "/copy.pdf": pdf(Link=f'<{BASE}/good>; rel="canonical"'),
        "/good.pdf": pdf(),
        "/good": Paper(),
    }
    pages = {
        f"/to{target}": Paper(head=f'<link rel="canonical" href="{BASE}{target}">')
        for target in targets
    }
    site = hand_made({"/": Paper(links=[*targets, *pages]), **targets, **pages})
    files = await reported(deps, site)
    assert found(files, "canonical_to_redirect") == {
        "/to/sends-on": ("meta refresh", f"{BASE}/sends-on")
    }
    assert set(found(files, "canonical_to_non_indexable")) == {"/to/noindex.pdf"}
    assert set(found(files, "canonical_to_canonicalised")) == {"/to/copy.pdf"}
    assert len(found(files, "canonicalised")) == len(targets) + 1
    assert found(files, "canonicalised")["/copy.pdf"] == ("", f"{BASE}/good")


async def test_a_refresh_is_a_redirect_to_whoever_names_it(deps: Deps) -> None:
    """A language or a neighbour that sends its visitors on is none that a search engine shows."""
    sends_on = Paper(head='<meta http-equiv="refresh" content="0; url=/good">')
    slow = Paper(head='<meta http-equiv="refresh" content="300; url=/good">' + alternates(en="/en"))
    head = alternates(en="/en", de="/de", fr="/fr") + '<link rel="next" href="/2">'
    site = hand_made(
        {
            "/": Paper(links=["/en", "/de", "/fr", "/2", "/good"]),
            "/en": Paper(head=head, links=["/2"]),
            "/de": sends_on,
            "/2": sends_on,
            "/fr": slow,
            "/good": Paper(),
        }
    )
    files = await reported(deps, site)
    assert found(files, "hreflang_to_non_200") == {"/en": ("1", f"meta refresh {BASE}/de")}
    assert found(files, "pagination_non_200") == {"/en": ("1", f"meta refresh {BASE}/2")}
    assert not found(files, "hreflang_no_return")
    assert not found(files, "pagination_sequence")


async def test_the_canonical_of_a_file_is_judged_like_that_of_a_page(deps: Deps) -> None:
    """Where its headers name another address, several, or one that is no answer; none is none too few."""

    def pdf(*targets: str) -> Paper:
        link = ", ".join(f'<{target}>; rel="canonical"' for target in targets)
        told = {"Link": link} if targets else {}
        return Paper(headers={"Content-Type": "application/pdf", **told})

    files_of_site = {
        "/self.pdf": pdf("/self.pdf?utm_source=x"),
        "/two.pdf": pdf("/good", "/gone"),
        "/lost.pdf": pdf("/gone"),
        "/plain.pdf": pdf(),
    }
    site = hand_made(
        {"/": Paper(links=[*files_of_site, "/good"]), **files_of_site, "/good": Paper()}
    )
    files = await reported(deps, site)
    assert found(files, "canonicalised") == {
        "/lost.pdf": ("", f"{BASE}/gone"),
        "/two.pdf": ("", f"{BASE}/good"),
    }
    assert set(found(files, "canonical_conflicting")) == {"/two.pdf"}
    assert set(found(files, "canonical_unlinked")) == {"/lost.pdf"}
    assert not set(found(files, "canonical_missing")) & set(files_of_site)


async def test_a_canonical_that_a_redirect_leads_to_is_not_unlinked(deps: Deps) -> None:
    """Though a page's head named it first."""
    papers = {
        "/": Paper(links=["/copy", "/old"]),
        "/copy": Paper(head=f'<link rel="canonical" href="{BASE}/new">'),
        "/old": moved("/new"),
        "/new": Paper(),
    }
    files = await reported(deps, hand_made(papers))
    assert found(files, "canonical_unlinked") == {}


async def test_a_canonical_on_another_host_is_external(deps: Deps) -> None:
    """Nobody asks other hosts, so that no page of this one links there says nothing."""
    elsewhere = "http://main.example/kettle"
    site = hand_made(
        {
            "/": Paper(links=["/kettle", elsewhere]),
            "/kettle": Paper(head=f'<link rel="canonical" href="{elsewhere}">'),
        }
    )
    files = await reported(deps, site)
    assert set(found(files, "canonicalised")) == {"/kettle"}
    assert not found(files, "canonical_unlinked")
    assert row(files, "/kettle")["Canonical Target Status"] == "External"


def alternates(**languages: str) -> str:
    """Links to other languages."""
    return "".join(
        f'<link rel="alternate" hreflang="{code.replace("_", "-")}" href="{BASE}{target}">'
        for code, target in languages.items()
    )


async def test_hreflang_is_judged_on_both_ends(deps: Deps) -> None:
    """A missing return link, another language in the return link, and targets that cannot be shown."""
    site = hand_made(
        {
            "/": Paper(links=["/en", "/de", "/fr", "/uk", "/da", "/noindex", "/gone"]),
            "/en": Paper(
                head=alternates(
                    en="/en",
                    de="/de",
                    fr="/fr",
                    uk="/uk",
                    da="/da",
                    pl="/gone",
                    it="/noindex",
                )
            ),
            "/da": Paper(head=alternates(da="/da", x_default="/en")),
            "/de": Paper(head=alternates(de="/de", en="/en")),
            "/fr": Paper(head=alternates(fr="/fr")),
            "/uk": Paper(head=alternates(uk="/uk", en_US="/en", x_default="/en")),
            "/noindex": Paper(head='<meta name="robots" content="noindex">' + alternates(en="/en")),
        }
    )
    files = await reported(deps, site)
    assert found(files, "hreflang_no_return") == {"/en": ("1", f"{BASE}/fr")}
    assert found(files, "hreflang_inconsistent") == {"/en": ("1", f"{BASE}/uk")}
    assert found(files, "hreflang_to_non_200") == {"/en": ("1", f"404 {BASE}/gone")}
    assert found(files, "hreflang_to_noindex") == {"/en": ("1", f"{BASE}/noindex")}
    assert row(files, "/en")["Hreflang Issues"].count("hreflang") >= 4


async def test_what_robots_txt_closes_or_does_not_answer_is_no_200(deps: Deps) -> None:
    """Neither a language, a neighbour nor a canonical that a search engine cannot read is shown by one."""

    def silent(shop: Shop, address: Address) -> Answer:
        if address.url.endswith("/silent"):
            raise FetchFailed("timeout", "over 60 s", permanent=True)
        return answer_of(shop, address)

    head = alternates(en="/en", de="/closed/de", fr="/silent", x_default="/en")
    pages = '<link rel="prev" href="/closed/1"><link rel="next" href="/silent">'
    links = ["/closed/de", "/silent", "/closed/1"]
    copy = Paper(head=f'<link rel="canonical" href="{BASE}/silent">')
    site = hand_made(
        {
            "/": Paper(links=["/en", "/copy", *links]),
            "/en": Paper(head=head + pages, links=links),
            "/copy": copy,
        }
    )
    files = await reported(deps, site, answers=silent)
    told = f"blocked {BASE}/closed/%s | no response {BASE}/silent"
    assert found(files, "hreflang_to_non_200") == {"/en": ("2", told % "de")}
    assert found(files, "pagination_non_200") == {"/en": ("2", told % "1")}
    assert found(files, "canonical_to_error") == {"/copy": ("no response", f"{BASE}/silent")}


async def test_hreflang_is_judged_on_indexable_pages_alone(deps: Deps) -> None:
    """A copy with a canonical repeats the languages of its original, which nobody answers for."""
    languages = alternates(en="/en", de="/de")
    copy = f'{languages}<link rel="canonical" href="{BASE}/en">'
    site = hand_made(
        {
            "/": Paper(links=["/en", "/de", "/en?color=red", "/draft"]),
            "/en": Paper(head=languages),
            "/en?color=red": Paper(head=copy),
            "/de": Paper(head=languages),
            "/draft": Paper(head=f'{languages}<meta name="robots" content="noindex">'),
        }
    )
    files = await reported(deps, site)
    assert not found(files, "hreflang_no_return")
    assert row(files, "/en?color=red")["Hreflang Issues"] == ""


async def test_pagination_is_judged_as_a_chain(deps: Deps) -> None:
    """A loop, a neighbour that answers 404, one nobody links to, and one that does not point back."""

    def part(previous: str | None, following: str | None, *links: str) -> Paper:
        head = "".join(
            f'<link rel="{name}" href="{BASE}{target}">'
            for name, target in (("prev", previous), ("next", following))
            if target
        )
        return Paper(head=head, links=links)

    site = hand_made(
        {
            "/": Paper(links=["/1", "/2", "/x", "/y", "/last"]),
            "/1": part(None, "/2", "/2"),
            "/2": part("/1", "/3", "/1"),
            "/3": part("/wrong", None),
            "/x": part(None, "/y", "/y"),
            "/y": part("/x", "/x", "/x"),
            "/last": part(None, "/missing", "/missing"),
            "/wrong": Paper(),
        },
        sitemap=["/", "/1", "/2", "/3", "/x", "/y", "/last", "/wrong"],
    )
    files = await reported(deps, site)
    assert set(found(files, "pagination_loop")) == {"/x", "/y"}
    assert found(files, "pagination_non_200") == {"/last": ("1", f"404 {BASE}/missing")}
    assert found(files, "pagination_unlinked") == {
        "/2": ("1", f"{BASE}/3"),
        "/3": ("1", f"{BASE}/wrong"),
    }
    assert found(files, "pagination_sequence")["/2"] == ("1", f"{BASE}/3")
    assert "/1" not in found(files, "pagination_sequence")


async def test_marks_in_named_addresses_make_no_other_address(deps: Deps) -> None:
    """A session or an advertiser's mark in canonicals, languages and neighbours, as in the links."""

    def page(number: int, *others: int) -> Paper:
        mark = f"?PHPSESSID=s{number}"
        head = "".join(
            f'<link rel="{name}" href="{BASE}/{other}{mark}">'
            for name, other in zip(("next", "prev"), others, strict=True)
            if other
        )
        self_ = f'<link rel="canonical" href="{BASE}/{number}{mark}">'
        links = [f"/{other}{mark}" for other in others if other]
        languages = alternates(en=f"/{number}{mark}", x_default="/1")
        return Paper(head=self_ + head + languages, links=links)

    site = hand_made(
        {
            "/": Paper(links=["/1?PHPSESSID=s"]),
            "/1": page(1, 2, 0),
            "/2": page(2, 3, 1),
            "/3": page(3, 0, 2),
            "/4": Paper(head=f'<link rel="canonical" href="{BASE}/3?utm_source=x">'),
            "/5": Paper(head='<link rel="canonical" href="/3?utm_source=x">'),
            "/6": Paper(head='<base href="/a/"><link rel="canonical" href="b?utm_source=x">'),
        },
        sitemap=["/", "/1", "/2", "/3", "/4", "/5", "/6"],
    )
    files = await reported(deps, site)
    assert set(found(files, "canonicalised")) == {"/4", "/5", "/6"}
    assert row(files, "/5")["Canonical Link Element 1"] == f"{BASE}/3?utm_source=x"
    assert row(files, "/6")["Canonical Link Element 1"] == f"{BASE}/a/b"
    assert row(files, "/4")["Canonical Target Status"] == "200"
    assert row(files, "/4")["Canonical Link Element 1"] == f"{BASE}/3?utm_source=x"
    assert not [one for one in files.issues if one["Issue Name"].startswith("Pagination")]
    assert not found(files, "hreflang_no_self")


async def test_neighbours_may_stand_in_the_link_header(deps: Deps) -> None:
    """Of one series some pages name them there, others in the document; what is wrong is seen in both."""

    def sent(**relations: str) -> dict[str, str]:
        return {"Link": ", ".join(f'<{BASE}{to}>; rel="{name}"' for name, to in relations.items())}

    site = hand_made(
        {
            "/": Paper(links=["/1", "/2", "/3", "/gone"]),
            "/1": Paper(head='<link rel="next" href="/2">', links=["/2"]),
            "/2": Paper(headers=sent(prev="/1", next="/3"), links=["/1", "/3"]),
            "/3": Paper(headers=sent(prev="/2", next="/gone"), links=["/2"]),
        }
    )
    files = await reported(deps, site)
    assert not found(files, "pagination_sequence")
    assert set(found(files, "pagination_non_200")) == {"/3"}
    assert found(files, "pagination_not_in_links") == {"/3": ("", f"{BASE}/gone")}
