"""The SEO record of a page: what a search engine reads in its head, headings, pictures and text."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from parser.pages import directives, http_headers, meta_refresh, pixel_width
from parser.pages.directives import Directives
from parser.pages.document import Contents, Document
from parser.pages.http_headers import HeaderLink
from parser.pages.mixed_content import leads_to_http
from parser.pages.outline import MOST_EXAMPLES, HeadLink, Images, Outline, head_links
from parser.pages.page_type import Suspicion
from parser.pages.records import Hreflang, Seo
from parser.pages.structured_data_rules import Verdict
from parser.pages.text import MainText
from parser.pages.urls import Base, without_tracking

MAX_VALUES = 50  #: of one kind that are kept
MAX_HREFLANG = 300
MAX_TEXT = 2000  #: characters of one title, description or heading


def read(
    document: Document,
    found: Outline,
    headers: Mapping[str, str],
    *,
    main: MainText,
    verdict: Verdict,
    suspicion: Suspicion,
    asked_at: datetime | None = None,
) -> Seo:
    """Puts the record together; `headers` by lower-case name, the document's main text taken."""
    insecure = _insecure_forms(document, found.forms)
    return Seo(
        **_head(document, found, headers.get("refresh")),
        **_headings_record(found),
        **_directives(document, found, headers.get("x-robots-tag"), asked_at),
        **_relations(document, found.links, headers.get("link")),
        **_images_record(found.images),
        word_count=main.words,
        sentence_count=main.sentences,
        text_ratio=round(100 * document.text_length / document.length, 2)
        if document.length
        else 0.0,
        content_hash=main.content_hash,
        simhash=main.simhash,
        simhash_rest=main.simhash_rest,
        structured_data_types=verdict.types[:MAX_VALUES],
        structured_data_errors=verdict.errors,
        structured_data_warnings=verdict.warnings,
        product_missing_required=verdict.product_missing_required,
        product_missing_recommended=verdict.product_missing_recommended,
        mixed_content=len(found.mixed_content),
        insecure_forms=len(insecure),
        examples=_examples(document, found, insecure),
        soft_404=suspicion.soft_404,
        bot_wall=suspicion.bot_wall,
    )


def of_file(url: str, headers: Mapping[str, str], *, asked_at: datetime | None = None) -> Seo:
    """The record of a file, which has no `<head>`: directives and canonical from its headers."""
    sent = _by_relation(http_headers.links(headers.get("link")))
    stated = _canonicals_sent(Base(url).resolve, sent)
    told = headers.get("x-robots-tag")
    return Seo(
        **_robots(directives.read({}, told, asked_at=asked_at), told),
        canonical_header=next(iter(stated), None),
        further_canonical_headers=stated[1:MAX_VALUES],
        canonicals_conflict=len(set(stated)) > 1,
    )


def of_relations(document: Document, headers: Mapping[str, str]) -> Seo:
    """A record of nothing but what head and headers name: canonicals, neighbours, other versions."""
    return Seo(**_relations(document, head_links(document), headers.get("link")))


_Resolve = Callable[[str], str | None]  # makes an address absolute and normalised
_Fields = dict[str, Any]  # a part of the record, by the names of its fields


def _head(document: Document, found: Outline, refresh_header: str | None) -> _Fields:
    titles = tuple(title[:MAX_TEXT] for title in document.titles[:MAX_VALUES])
    metas = document.metas
    stated = metas.named.get("description", ())
    descriptions = tuple(_on_one_line(text)[:MAX_TEXT] for text in stated[:MAX_VALUES])
    refresh = _told(metas.http_equiv, "refresh")
    # a browser acts on the header while the page is still on its way
    sent_on = meta_refresh.read(refresh_header) or meta_refresh.read(refresh)
    return {
        "titles": titles,
        "title_pixels": pixel_width.title_pixels(titles[0]) if titles else 0,
        "titles_outside_head": "title" in found.outside_head,
        "descriptions": descriptions,
        "description_pixels": pixel_width.description_pixels(descriptions[0])
        if descriptions
        else 0,
        "descriptions_outside_head": "description" in found.outside_head,
        "keywords": _on_one_line(_told(metas.named, "keywords") or "") or None,
        "meta_refresh": refresh,
        "refresh_url": _elsewhere(document, sent_on.target if sent_on else None),
        "refresh_seconds": sent_on.seconds if sent_on else 0,
        "html_lang": document.language,
        "viewport": _told(metas.named, "viewport"),
        "og_title": document.meta("og:title"),
        "og_image": document.resolve(document.meta("og:image", "og:image:url")),
    }


def _told(metas: Contents, name: str) -> str | None:
    """The first content that is not empty."""
    return next(filter(None, metas.get(name, ())), None)


def _on_one_line(text: str) -> str:
    """As search engines show it, whatever line breaks the page's template has in it."""
    return " ".join(text.split())


def _elsewhere(document: Document, href: str | None) -> str | None:
    url = document.resolve(href)
    if url is None or without_tracking(url) == without_tracking(document.url):
        return None
    return url


def _headings_record(found: Outline) -> _Fields:
    h1 = [(text, is_picture) for level, text, is_picture in found.headings if level == 1]
    return {
        "h1": tuple(text for text, _ in h1[:MAX_VALUES]),
        "h1_is_image": bool(h1) and h1[0][1],
        "h2": tuple(text for level, text, _ in found.headings if level == 2)[:MAX_VALUES],  # noqa: PLR2004 - the level's name
        "heading_levels": tuple(level for level, _, _ in found.headings),
    }


def _directives(
    document: Document, found: Outline, header: str | None, asked_at: datetime | None
) -> _Fields:
    metas = document.metas.named
    robots = directives.read(metas, header, asked_at=asked_at)
    stated = ", ".join(filter(None, metas.get("robots", ())))
    return {
        "robots_meta": stated or None,
        "robots_outside_head": not found.outside_head.isdisjoint(directives.MAIN),
        **_robots(robots, header),
    }


def _robots(robots: Directives, header: str | None) -> _Fields:
    return {
        "robots_header": ", ".join(header.splitlines()) if header else header,
        "robots_by_agent": {
            agent: ", ".join(sorted(names)) for agent, names in robots.by_agent.items()
        },
        "noindex": robots.noindex,
        "nofollow": robots.nofollow,
    }


def _images_record(images: Images) -> _Fields:
    return {
        "images": images.total,
        "images_missing_alt_attribute": images.no_alt_attribute,
        "images_missing_alt_text": images.no_alt_text,
        "images_missing_size": images.no_size,
        "images_long_alt": images.long_alt,
    }


def _relations(document: Document, links: Sequence[HeadLink], header: str | None) -> _Fields:
    """Canonicals, neighbours and other versions, from the document and from the Link header."""
    resolve, related = document.resolve, _by_relation(links)
    sent = _by_relation(http_headers.links(header))
    canonicals = [one for one in related.get("canonical", ()) if not one.is_other_version]
    ignored = [one.href for one in related.get("canonical", ()) if one.is_other_version]
    headers = _canonicals_sent(resolve, sent)
    alternates = related.get("alternate", ())
    languages = [link for link in alternates if link.attributes.get("hreflang")]
    sent_languages = [one for one in sent.get("alternate", ()) if one.parameters.get("hreflang")]
    return {
        "canonicals": tuple(link.href[:MAX_TEXT] for link in canonicals[:MAX_VALUES]),
        "canonicals_ignored": tuple(href[:MAX_TEXT] for href in ignored[:MAX_VALUES]),
        "canonicals_conflict": len({_named(resolve, link.href) for link in canonicals}) > 1
        or len(set(headers)) > 1,
        "canonical_url": _named(resolve, canonicals[0].href) if canonicals else None,
        "canonical_header": next(iter(headers), None),
        "further_canonical_headers": headers[1:MAX_VALUES],
        "canonical_outside_head": any(not link.in_head for link in canonicals),
        "rel_next": _first(resolve, related, "next"),
        "rel_prev": _first(resolve, related, "prev") or _first(resolve, related, "previous"),
        "http_rel_next": _sent(resolve, sent, "next"),
        "http_rel_prev": _sent(resolve, sent, "prev"),
        "amp_url": next((resolve(link.href) for link in related.get("amphtml", ())[:1]), None),
        "mobile_url": next(
            (
                resolve(one.href)
                for one in alternates
                if "max-width" in (one.attributes.get("media") or "")
            ),
            None,
        ),
        "hreflang": (
            *(
                _hreflang(resolve, link.attributes.get("hreflang") or "", link.href)
                for link in languages[:MAX_HREFLANG]
            ),
            *(
                _hreflang(resolve, link.parameters["hreflang"], link.target)
                for link in sent_languages[:MAX_HREFLANG]
            ),
        ),
        "hreflang_relative": not all(
            href.lower().startswith(("http://", "https://"))
            for href in (*(one.href for one in languages), *(one.target for one in sent_languages))
        ),
        "hreflang_outside_head": any(not link.in_head for link in languages),
    }


def _hreflang(resolve: _Resolve, language: str, href: str) -> Hreflang:
    return Hreflang(language=language.strip(), url=_named(resolve, href) or href.strip()[:MAX_TEXT])


def _named(resolve: _Resolve, href: str) -> str | None:
    """An address that the page names for another version, spelt as in the ledger.

    Servers add a session id to it as to every link, which would make each page a copy of another.
    """
    url = resolve(href)
    return url and without_tracking(url)


_Related = TypeVar("_Related", HeadLink, HeaderLink)


def _by_relation(links: Iterable[_Related]) -> Mapping[str, Sequence[_Related]]:
    found: dict[str, list[_Related]] = {}
    for link in links:
        for relation in link.relations:
            found.setdefault(relation, []).append(link)
    return found


def _first(
    resolve: _Resolve, related: Mapping[str, Sequence[HeadLink]], relation: str
) -> str | None:
    links = related.get(relation)
    return _named(resolve, links[0].href) if links else None


def _canonicals_sent(
    resolve: _Resolve, related: Mapping[str, Sequence[HeaderLink]]
) -> tuple[str, ...]:
    named = (_named(resolve, one.target) for one in related.get("canonical", ()))
    return tuple(filter(None, named))


def _sent(
    resolve: _Resolve,
    related: Mapping[str, Sequence[HeaderLink]],
    relation: str,
) -> str | None:
    links = related.get(relation)
    return _named(resolve, links[0].target) if links else None


def _insecure_forms(document: Document, forms: Sequence[str]) -> Sequence[str]:
    if document.url.startswith("http:"):
        return forms
    return [action for action in forms if leads_to_http(document, action)]


def _examples(
    document: Document, found: Outline, insecure_forms: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """A few addresses of what is only counted, so that people can find it in the page."""
    parts: dict[str, Sequence[str]] = {
        **found.images.lacking,
        "mixed_content": found.mixed_content,
        "form_insecure": insecure_forms,
    }
    shown = {code: _shown(document, written) for code, written in parts.items()}
    return {code: addresses for code, addresses in shown.items() if addresses}


def _shown(document: Document, written: Sequence[str]) -> tuple[str, ...]:
    """The first few, each once; an invalid address is shown as written."""
    named = [(document.resolve(one) or one)[:MAX_TEXT] for one in written[:MOST_EXAMPLES]]
    return tuple(dict.fromkeys(filter(None, named)))
