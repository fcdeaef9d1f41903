"""Why a whole site could not be crawled."""

from collections.abc import Mapping

from parser.pages.site_bounds import belongs
from storage.model.ledger import Outcome

_OURS = frozenset({"bad_address", "crashes"})


class SiteFailed(Exception):
    """The site job ends as failed. The faces word `code`; `detail` is for those who fix it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

    @property
    def is_theirs(self) -> bool:
        """Whether it lies with the site, not with its configuration or with us."""
        return self.code not in _OURS


def nothing_read(
    root: str, home: tuple[str | None, str | None], census: Mapping[str, int]
) -> SiteFailed:
    """Why a site has no pages: it moved off its host or folder (`moved_away`), else `no_pages`.

    `home` is the home page's outcome and reason, `census` the number of addresses by outcome.
    """
    outcome, detail = home
    if outcome == Outcome.REDIRECT and detail and not belongs(detail, root):
        return SiteFailed("moved_away", detail)
    told = " ".join(filter(None, ["home page", outcome, detail and f"({detail})"]))
    counts = ", ".join(f"{name}: {count}" for name, count in sorted(census.items()))
    return SiteFailed("no_pages", f"{told}; {counts}")
