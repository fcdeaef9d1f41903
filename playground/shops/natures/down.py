"""The shop that does not answer: it has a name and a port, and nothing listens there."""

from playground.shops.plan.draft import Draft
from playground.shops.plan.site import Site


def shape(draft: Draft) -> Site:
    """A shop with nothing in it."""
    return draft.site()
