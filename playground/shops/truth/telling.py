"""Tells the truth about a shop: its plan, walked and judged, as typed values."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from playground.shops.content.goods import gtin_valid
from playground.shops.plan.site import (
    Missing,
    Page,
    ProductBody,
    Redirect,
    Site,
    SitemapFile,
    Syntax,
)
from playground.shops.truth.faults import faults, indexability
from playground.shops.truth.records import (
    AddressTruth,
    Outcome,
    PageTruth,
    ProductTruth,
    ShopTruth,
    SitemapTruth,
)
from playground.shops.truth.walk import Walk, step_at, walk


def tell(site: Site) -> ShopTruth:
    """The whole truth about a site."""
    if not site.profile.listens:
        return _silent(site)
    if site.endless:
        return _numbered(site)
    way = walk(site)
    addresses = way.addresses()
    products = tuple(
        _product(site, page.body, page)
        for page in site.pages.values()
        if isinstance(page.body, ProductBody)
    )
    pages = tuple(_page(way, page) for page in site.pages.values())
    return ShopTruth(
        shop=site.profile.id,
        edition=site.edition,
        url=site.url("/"),
        listens=True,
        counts=_counts(addresses, len(products), len(pages)),
        products=products,
        pages=pages,
        addresses=addresses,
        faults=faults(way),
        sitemaps=tuple(_sitemap(site, each) for each in site.sitemaps),
        former=tuple(_former(way)),
    )


def _silent(site: Site) -> ShopTruth:
    home = AddressTruth(
        url=site.url("/"),
        outcome=Outcome.UNREACHABLE,
        status=None,
        detail="connection refused",
        found_by=("home",),
        depth=0,
        same_as=None,
    )
    return ShopTruth(
        shop=site.profile.id,
        edition=site.edition,
        url=site.url("/"),
        listens=False,
        counts=_counts((home,), 0, 0),
        addresses=(home,),
    )


def _numbered(site: Site) -> ShopTruth:
    """The endless shop: how many addresses there are, not which."""
    total = site.profile.products + 1
    return ShopTruth(
        shop=site.profile.id,
        edition=site.edition,
        url=site.url("/"),
        listens=True,
        counts={"products": 0, "pages": total, "addresses": total, Outcome.FETCHED: total},
    )


def _counts(addresses: tuple[AddressTruth, ...], products: int, pages: int) -> dict[str, int]:
    outcomes = Counter(str(address.outcome) for address in addresses)
    return {"products": products, "pages": pages, "addresses": len(addresses), **outcomes}


def _product(site: Site, body: ProductBody, page: Page) -> ProductTruth:
    product, markup = body.product, body.markup
    gtin = product.gtin if product.gtin and gtin_valid(product.gtin) else None
    return ProductTruth(
        url=site.url(page.target),
        name=product.name,
        sku=product.sku,
        mpn=product.mpn,
        gtin=gtin,
        gtin_printed=product.gtin,
        brand=product.brand,
        category_path=product.category.path,
        price=product.price,
        old_price=product.old_price,
        markup_price=_markup_price(body),
        currency=site.profile.currency,
        availability=product.availability,
        availability_text=product.availability_text,
        stock_quantity=product.stock,
        images=tuple(map(site.url, product.images)),
        description=product.lead,
        rating=product.rating,
        review_count=product.reviews,
        markup=markup.syntax,
        markup_form=markup.form,
        robots_allowed=site.robots.verdict(page.target).allowed,
    )


def _markup_price(body: ProductBody) -> Decimal | None:
    return None if body.markup.syntax is Syntax.NONE else body.markup.price


def _page(way: Walk, page: Page) -> PageTruth:
    site = way.site
    url = site.url(page.target)
    verdict = site.robots.verdict(page.target)
    return PageTruth(
        url=url,
        kind=page.kind,
        status=page.status,
        titles=page.titles,
        descriptions=page.descriptions,
        h1s=page.h1s,
        canonical=site.url(page.canonical) if page.canonical else None,
        robots_meta=page.robots_meta,
        indexability=indexability(site, url, page),
        depth=way.depths.get(url),
        in_sitemap=url in site.in_sitemap,
        robots_allowed=verdict.allowed,
        robots_line=verdict.line,
        hreflang=tuple((code, site.url(target)) for code, target in page.hreflang),
        language=page.language or site.profile.language,
        viewport=page.viewport,
        changed=page.changed,
    )


def _former(way: Walk) -> Iterator[AddressTruth]:
    site = way.site
    for target, answer in site.others.items():
        url = site.url(target)
        if isinstance(answer, Redirect | Missing) and url not in way.steps:
            step = step_at(site, url)
            yield AddressTruth(
                url=url,
                outcome=step.outcome,
                status=step.status,
                detail=step.detail,
                found_by=(),
                depth=None,
                same_as=None,
            )


def _sitemap(site: Site, each: SitemapFile) -> SitemapTruth:
    return SitemapTruth(
        url=site.url(each.target),
        state=each.state,
        kind="index" if each.children else "urlset",
        locs=tuple(map(site.url, each.children)) or each.locs,
    )
