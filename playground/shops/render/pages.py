"""A page of a shop as HTML text."""

from html import escape

from playground.shops.content.prose import paragraphs
from playground.shops.plan.site import ListBody, Page, ProductBody, Site, TextBody
from playground.shops.render.head import head
from playground.shops.render.layouts import Context, anchor_slots
from playground.shops.render.product import alt, cards, product_main, see_also


class Renderer:
    """Writes the pages of one site; what all pages share is written once."""

    def __init__(self, site: Site) -> None:
        self._context = Context.of(site)
        self._header = _header(self._context)
        self._footer = _footer(self._context)

    def page(self, page: Page, *, charset_meta: bool = True) -> str:
        """The whole document; `charset_meta` says whether it names its encoding itself."""
        forms, site = self._context.forms, self._context.site
        return forms.shell.format_map(
            {
                "lang": page.language or self._context.words.code,
                "charset": _charset(site.profile.encoding) if charset_meta else "",
                "head": head(site, page),
                "css": forms.css,
                "kind": page.kind,
                "header": self._header,
                "crumbs": _crumbs(self._context, page),
                "main": _main(self._context, page),
                "footer": self._footer,
                "script": forms.script,
            }
        )


def _main(context: Context, page: Page) -> str:
    match page.body:
        case ProductBody() as body:
            return product_main(context, page, body)
        case ListBody() as body:
            return _list(context, page, body)
        case TextBody() as body:
            return context.forms.text.format_map(_text_slots(context, page, body))


def _list(context: Context, page: Page, body: ListBody) -> str:
    words, forms = context.words, context.forms
    sorting = pager = ""
    if body.sorting:
        items = forms.anchors("sorting_link", body.sorting)
        sorting = forms.fragment("sorting", label=words.ui["sort"], items=items)
    if body.pager:
        pager = forms.fragment("pager", items=forms.anchors("pager_link", body.pager))
    brands = sorted({card.product.brand for card in body.cards})
    options = (
        forms.fragment("brand", place=place, text=escape(brand))
        for place, brand in enumerate(brands, start=1)
    )
    return forms.list.format_map(
        {
            **_text_slots(context, page, body.text),
            "ui": words.ui,
            "name": escape(body.text.name),
            "brands": "\n".join(options),
            "sorting": sorting,
            "cards": cards(context, body.cards),
            "pager": pager,
        }
    )


def _text_slots(context: Context, page: Page, body: TextBody) -> dict[str, str]:
    words, forms = context.words, context.forms
    dice, pool = context.site.dice.at("text", body.name), words.lists[body.pool]
    texts = paragraphs(dice, pool, body.slots, count=body.sentences)
    return {
        "h1s": "".join(forms.fragment("h1", text=escape(h1)) for h1 in page.h1s),
        "banner": forms.fragment("banner", alt=alt(words.ui["banner"], page.image_fault)),
        "text": "\n".join(forms.fragment("paragraph", text=escape(text)) for text in texts),
        "links": see_also(context, page),
    }


def _crumbs(context: Context, page: Page) -> str:
    if not page.crumbs:
        return ""
    return context.forms.fragment("crumbs", items=context.forms.anchors("crumb", page.crumbs))


def _header(context: Context) -> str:
    profile = context.site.profile
    slots = {"shop": escape(profile.name), "ui": context.words.ui}
    links = (
        context.forms.nav_link.format_map({**slots, **anchor_slots(anchor)})
        for anchor in context.site.header
    )
    return context.forms.header.format_map(
        {**slots, "initial": profile.name[0], "host": profile.id, "nav": "\n".join(links)}
    )


def _footer(context: Context) -> str:
    slots = {"shop": escape(context.site.profile.name), "ui": context.words.ui}
    links = context.forms.anchors("link", context.site.footer, "\n")
    return context.forms.footer.format_map({**slots, "links": links})


def _charset(encoding: str) -> str:
    if encoding == "utf-8":
        return '<meta charset="utf-8">\n'
    return f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">\n'
