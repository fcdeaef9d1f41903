"""The slow shop: small, asks for a pause between pages, and refuses those who do not keep it.

The plan is an ordinary faultless shop; the slowness is the server's work (`gate`).
"""

from playground.shops.content.goods import make_products
from playground.shops.plan.draft import Draft
from playground.shops.plan.outline import outline
from playground.shops.plan.publishing import publish_robots, publish_sitemap
from playground.shops.plan.site import Site


def shape(draft: Draft) -> Site:
    """A faultless shop with a Crawl-delay."""
    outline(draft, make_products(draft.shelves, draft.dice, draft.count))
    publish_robots(
        draft,
        "User-agent: *",
        f"Crawl-delay: {draft.profile.crawl_delay}",
        "Disallow: /poisk",
        sitemap="/sitemap.xml",
    )
    publish_sitemap(draft, "/sitemap.xml")
    return draft.site()
