"""The shop that never stands still: every edition has other prices, stocks, names and products.

What left answers 404 or 410 and is in no list and no sitemap; what got another address keeps its
sku, and its old address redirects (or, for every third, is lost).
"""

from playground.shops.plan.draft import Draft
from playground.shops.plan.editions import History, history, status_when_gone
from playground.shops.plan.outline import outline
from playground.shops.plan.publishing import listed_pages, publish_gzip_index, publish_robots
from playground.shops.plan.site import Missing, PageKind, Redirect, Site


def shape(draft: Draft) -> Site:
    """The shop in the edition of the order."""
    past = history(draft.shelves, draft.dice, draft.count, draft.order.edition)
    outline(draft, past.ever, past.gone)
    _leave_traces(draft, past)
    publish_robots(draft, "User-agent: *", "Disallow: /compare/", sitemap="/sitemap_index.xml.gz")
    pages = listed_pages(draft)
    goods = [page for page in pages if page.kind is PageKind.PRODUCT]
    rest = [page for page in pages if page.kind is not PageKind.PRODUCT]
    groups = {"/sitemap-goods.xml.gz": goods, "/sitemap-pages.xml.gz": rest}
    publish_gzip_index(draft, "/sitemap_index.xml.gz", groups)
    return draft.site()


def _leave_traces(draft: Draft, past: History) -> None:
    """What stands where products once stood."""
    for number in past.gone:
        target = past.ever[number - 1].target
        draft.others[target] = Missing(status=status_when_gone(number))
    for target, number in past.former.items():
        if target in draft.pages:
            continue
        if number in past.gone:
            draft.others[target] = Missing(status=status_when_gone(number))
        elif number % 3:
            draft.others[target] = Redirect(location=past.ever[number - 1].target)
        else:
            draft.others[target] = Missing()
