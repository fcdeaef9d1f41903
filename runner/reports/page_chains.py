"""Chains of pages that name each other as the next one."""

from collections.abc import Mapping


def loops(next_of: Mapping[int, int]) -> set[int]:
    """Pages from which following `next` never ends, in linear time."""
    endless: dict[int, bool] = {}
    for start in next_of:
        way: list[int] = []
        on_way: set[int] = set()
        page: int | None = start
        while page is not None and page not in endless and page not in on_way:
            way.append(page)
            on_way.add(page)
            page = next_of.get(page)
        verdict = page is not None and (page in on_way or endless[page])
        endless.update(dict.fromkeys(way, verdict))
    return {page for page, verdict in endless.items() if verdict}
