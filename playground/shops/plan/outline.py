"""The ordinary shop: home, departments, categories with pages, products, articles, information.

Everything here is faultless; what makes a shop peculiar is done to the result by its nature.
"""

from collections.abc import Iterable, Mapping, Sequence

from playground.shops.content.catalogue import Category, Department, address, slug_of
from playground.shops.content.goods import Product
from playground.shops.content.prose import fitting
from playground.shops.content.vocabulary import capitalised
from playground.shops.plan.draft import Draft
from playground.shops.plan.neighbours import Neighbours
from playground.shops.plan.site import (
    Anchor,
    ListBody,
    Markup,
    Page,
    PageKind,
    ProductBody,
    Syntax,
    TextBody,
)

_TITLE_LIMIT = 60
_DESCRIPTION_LIMIT = 150
_FEATURED = 12
_LIST_SENTENCES = 27  # with the lists' own words always above 300 words of main text


def outline(draft: Draft, ever: Sequence[Product], gone: Mapping[int, int] | None = None) -> None:
    """Fill the draft with the pages of a faultless shop.

    `ever` are all products up to this edition by number; `gone` tells of those that are away and
    since which edition.
    """
    neighbours = Neighbours(ever, gone or {})
    _furniture(draft)
    _front(draft, neighbours)
    for department in draft.shelves.departments:
        draft.add(_department_page(draft, department, neighbours))
    for category in draft.shelves.categories:
        draft.add(*_category_pages(draft, category, neighbours))
    for product in neighbours.live():
        related, changed = neighbours.of_product(product, draft.profile.related)
        draft.add(product_page(draft, product, related, changed))
    _articles(draft)
    _information(draft)


def product_page(
    draft: Draft, product: Product, related: Iterable[Product], changed: int = 1
) -> Page:
    """The page of a product, with these products beside it."""
    syntax = Syntax(draft.profile.markup)
    pattern = "product_alternative" if product.retitled else "product"
    return Page(
        target=product.target,
        kind=PageKind.PRODUCT,
        body=ProductBody(
            product=product,
            related=tuple(map(draft.card, related)),
            markup=Markup(syntax=syntax, price=product.price),
        ),
        titles=(_title(draft, pattern, name=product.name),),
        descriptions=(describe(draft, "product", name=product.name),),
        h1s=(product.name,),
        canonical=product.target,
        crumbs=crumbs(draft, product.category.department, product.category),
        changed=changed,
    )


def crumbs(draft: Draft, *of: Category | Department) -> tuple[Anchor, ...]:
    """Breadcrumbs from home down."""
    ui = draft.shelves.language.ui
    return (
        Anchor(href="/", text=ui["home"]),
        *(draft.anchor(each.target, each.words.name) for each in of),
    )


def text_page(draft: Draft, target: str, title: str, heading: str, body: TextBody) -> Page:
    """A page of plain text."""
    return Page(
        target=target,
        kind=PageKind.OTHER,
        body=body,
        titles=(title,),
        descriptions=(describe(draft, "info", title=heading),),
        h1s=(heading,),
        canonical=target,
        crumbs=crumbs(draft),
    )


def describe(draft: Draft, pattern: str, **values: str) -> str:
    """A meta description, the same for the same values."""
    patterns = draft.shelves.language.descriptions[pattern]
    first = draft.dice.whole(0, len(patterns) - 1, f"description {values}")
    slots = {**draft.slots(), **values}
    return fitting((*patterns[first:], *patterns[:first]), slots, _DESCRIPTION_LIMIT)


def _title(draft: Draft, pattern: str, **values: object) -> str:
    slots = {**draft.slots(), **{key: str(value) for key, value in values.items()}}
    return fitting(draft.shelves.language.titles[pattern], slots, _TITLE_LIMIT)


def _furniture(draft: Draft) -> None:
    ui = draft.shelves.language.ui
    draft.header += [Anchor(href="/", text=ui["home"])]
    for department in draft.shelves.departments:
        draft.header.append(draft.anchor(department.target, department.words.name))
        draft.header += [
            draft.anchor(category.target, category.words.name)
            for category in draft.shelves.categories
            if category.department is department
        ]
    if draft.profile.articles:
        draft.header.append(draft.anchor(address(draft.profile, "articles"), ui["articles"]))
    for info in _info_pages(draft):
        target = address(draft.profile, "info", slug=info["slug"])
        draft.footer.append(draft.anchor(target, info["label"]))


def _front(draft: Draft, neighbours: Neighbours) -> None:
    featured, changed = neighbours.featured(_FEATURED)
    name, slogan = draft.profile.name, draft.profile.slogan
    draft.add(
        Page(
            target="/",
            kind=PageKind.OTHER,
            body=ListBody(
                cards=tuple(map(draft.card, featured)),
                text=TextBody(
                    name="home", pool="service", sentences=_LIST_SENTENCES, slots=draft.slots()
                ),
            ),
            titles=(f"{name} — {slogan}",),
            descriptions=(describe(draft, "home"),),
            h1s=(capitalised(slogan),),
            canonical="/",
            changed=changed,
        )
    )


def _department_page(draft: Draft, department: Department, neighbours: Neighbours) -> Page:
    shown, changed = neighbours.of_department(department, draft.profile.related)
    heading = capitalised(department.words.plural)
    return Page(
        target=department.target,
        kind=PageKind.CATEGORY,
        body=ListBody(
            cards=tuple(map(draft.card, shown)),
            text=TextBody(
                name=f"department {department.number}",
                pool="category",
                sentences=_LIST_SENTENCES,
                slots=draft.slots(department),
            ),
        ),
        titles=(_title(draft, "category", category=heading),),
        descriptions=(describe(draft, "category", category=heading),),
        h1s=(heading,),
        canonical=department.target,
        crumbs=crumbs(draft),
        changed=changed,
    )


def _category_pages(draft: Draft, category: Category, neighbours: Neighbours) -> list[Page]:
    products, changed = neighbours.of_category(category)
    size = draft.profile.per_page
    slices = [products[start : start + size] for start in range(0, len(products), size)] or [[]]
    targets = [_list_target(draft, category, place) for place in range(1, len(slices) + 1)]
    return [
        _category_page(draft, category, place, targets, shown, changed)
        for place, shown in enumerate(slices, start=1)
    ]


def _category_page(
    draft: Draft,
    category: Category,
    place: int,
    targets: list[str],
    shown: Sequence[Product],
    changed: int,
) -> Page:
    words = category.words
    pattern = "category" if place == 1 else "category_page"
    values = {"category": words.name, "n": str(place)}
    return Page(
        target=targets[place - 1],
        kind=PageKind.CATEGORY,
        body=ListBody(
            cards=tuple(map(draft.card, shown)),
            text=TextBody(
                name=f"category {category.number} {place}",
                pool="category",
                sentences=_LIST_SENTENCES,
                slots=draft.slots(category),
            ),
            pager=_pager(draft, targets, place),
        ),
        titles=(_title(draft, pattern, **values),),
        descriptions=(describe(draft, pattern, **values),),
        h1s=(words.name if place == 1 else f"{words.name} ({place})",),
        canonical=targets[place - 1],
        crumbs=crumbs(draft, category.department),
        changed=changed,
    )


def _list_target(draft: Draft, category: Category, place: int) -> str:
    if place == 1:
        return category.target
    return category.target + address(draft.profile, "page", n=place)


def _pager(draft: Draft, targets: list[str], place: int) -> tuple[Anchor, ...]:
    """The first and last page and the neighbours on both sides; nothing for a single page."""
    last = len(targets)
    numbers = sorted({1, place - 2, place - 1, place, place + 1, place + 2, last})
    return tuple(
        draft.anchor(targets[number - 1], str(number))
        for number in numbers
        if 1 <= number <= last and last > 1
    )


def _articles(draft: Draft) -> None:
    words, profile = draft.shelves.language, draft.profile
    if not profile.articles:
        return
    pages = [_article(draft, number) for number in range(_scaled(draft, profile.articles))]
    draft.add(*pages)
    heading = words.ui["articles"]
    index = text_page(
        draft,
        address(profile, "articles"),
        _title(draft, "articles"),
        heading,
        TextBody(name="articles", pool="service", sentences=_LIST_SENTENCES, slots=draft.slots()),
    )
    draft.add(index)
    draft.change(
        index.target,
        descriptions=(describe(draft, "articles"),),
        links=tuple(draft.anchor(page.target, page.h1s[0]) for page in pages),
    )


def _article(draft: Draft, number: int) -> Page:
    words, profile = draft.shelves.language, draft.profile
    categories = draft.shelves.categories
    category = categories[number % len(categories)]
    pattern = words.lists["article_titles"][number // len(categories)]
    heading = pattern.format(category=category.words.name)
    slug = slug_of(profile, words, heading)
    target = address(profile, "article", slug=slug, number=number + 1)
    return Page(
        target=target,
        kind=PageKind.ARTICLE,
        body=TextBody(
            name=f"article {number}", pool="article", sentences=29, slots=draft.slots(category)
        ),
        titles=(fitting((f"{heading} | {profile.name}", heading), {}, _TITLE_LIMIT),),
        descriptions=(describe(draft, "article", title=heading),),
        h1s=(heading,),
        canonical=target,
        crumbs=crumbs(draft),
        links=(draft.anchor(category.target, category.words.name),),
    )


def _information(draft: Draft) -> None:
    for info in _info_pages(draft):
        target = address(draft.profile, "info", slug=info["slug"])
        body = TextBody(
            name=f"info {info['slug']}", pool="service", sentences=29, slots=draft.slots()
        )
        title = info["title"].format(shop=draft.profile.name)
        draft.add(text_page(draft, target, title, info["label"], body))


def _info_pages(draft: Draft) -> Sequence[Mapping[str, str]]:
    return draft.shelves.language.info_pages[: draft.profile.info_pages]


def _scaled(draft: Draft, full: int) -> int:
    return max(2, round(full * draft.order.scale))
