"""Why a whole site could not be crawled."""

from collections.abc import Mapping

from parser.pages.urls import same_site
from storage.model.ledger import Outcome


class SiteFailed(Exception):
    """The site job ends as failed. `code` is worded by the faces; `detail` is for people who mend."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def nothing_read(
    root: str, home: tuple[str | None, str | None], census: Mapping[str, int]
) -> SiteFailed:
    """Of a site without a single page: it has moved, or whatever its home page answered.

    `home` is the outcome of that page and its reason, `census` how many addresses ended how.
    """
    outcome, detail = home
    if outcome == Outcome.REDIRECT and detail and not same_site(detail, root):
        return SiteFailed("moved_away", detail)
    told = " ".join(filter(None, ["home page", outcome, detail and f"({detail})"]))
    counts = ", ".join(f"{name}: {count}" for name, count in sorted(census.items()))
    return SiteFailed("no_pages", f"{told}; {counts}")
