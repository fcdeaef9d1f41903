"""Products of pages without markup, and what the visible page says beside markup."""

from decimal import Decimal

import pytest

from parser.pages.reading import read_page
from parser.pages.records import Availability, Product, Source

URL = "https://shop.ru/catalog/chayniki/belyy-48213/"
HEAD = "<title>Чайник белый — купить в магазине Посуда</title>"
LD = '<script type="application/ld+json">{{"@type":"Product","name":"Чайник белый","sku":"{sku}","offers":{{"@type":"Offer","price":"{price}","priceCurrency":"RUB","availability":"{state}"}}}}</script>'


def product(body: str, head: str = HEAD, url: str = URL) -> Product:
    """The product of a page."""
    found = read_page(f"<head>{head}</head><body>{body}".encode(), url=url).product
    assert found is not None
    return found


RELATED = """<h2>Похожие товары</h2><div class="items"><div class="item"><a href="/p/2"><img src="/2.jpg" alt="Кружка"></a><a href="/p/2">Кружка</a>
<span class="price">100 ₽</span><button>В корзину</button></div><div class="item"><a href="/p/3"><img src="/3.jpg" alt="Ложка"></a><a href="/p/3">Ложка</a>
<span class="price">50 ₽</span><button>В корзину</button></div></div>"""
#: how engines of shops write a product, and what it costs
TEMPLATES = {
    "bitrix": """<div class="bx-breadcrumb"><a href="/">Главная</a><a href="/catalog/">Каталог</a><a href="/c/">Чайники</a></div><h1 class="bx-title">Чайник белый</h1>
        <div class="product-item-detail-info-container"><div class="product-item-detail-price-old">1 500 руб.</div><div class="product-item-detail-price-current">1 299 руб.</div></div>
        <div>Артикул: AB-48213</div><a class="btn product-item-detail-buy-button" href="javascript:void(0);">В корзину</a>""",
    "opencart": """<ul class="breadcrumb"><li><a href="/">Главная</a></li><li><a href="/c">Чайники</a></li><li><a href="">Чайник белый</a></li></ul><div id="content"><h1>Чайник белый</h1>
        <ul class="list-unstyled"><li>Производитель: <a href="/acme">Acme</a></li><li>Артикул: AB-48213</li><li>Наличие: Есть в наличии</li></ul>
        <ul class="list-unstyled"><li><span style="text-decoration: line-through;"><s>1 500р.</s></span></li><li><h2>1 299р.</h2></li></ul><button id="button-cart">Купить</button></div>""",
    "woocommerce": """<nav class="woocommerce-breadcrumb"><a href="/">Главная</a> / <a href="/c">Чайники</a> / Чайник белый</nav><div class="summary entry-summary"><h1 class="product_title">Чайник белый</h1>
        <p class="price"><del><span class="woocommerce-Price-amount amount"><bdi>1 500&nbsp;<span>₽</span></bdi></span></del> <ins><span class="amount"><bdi>1 299&nbsp;<span>₽</span></bdi></span></ins></p>
        <p class="stock in-stock">В наличии</p><button class="single_add_to_cart_button">В корзину</button><span class="sku_wrapper">Артикул: <span class="sku">AB-48213</span></span></div>""",
    "no classes": """<p><a href="/">Главная</a> &raquo; <a href="/c">Чайники</a> &raquo;</p><table><tr><td><h1>Чайник белый</h1><p><s>1 500 руб</s> <b>1 299 руб</b></p><p>Код товара: AB-48213</p><form><input type=submit value="Купить"></form></td></tr></table>""",
    "obfuscated": """<div class="_1a2"><h1 class="_9x">Чайник белый</h1><div class="_3b"><span class="_z1"><span>1 299</span> <span>₽</span></span><del class="_q">1 500 ₽</del></div><span>Артикул AB-48213</span><button class="_k">Добавить в корзину</button></div>""",
}  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_engines_of_shops_are_read_without_markup(name: str) -> None:
    """Price, old price, currency, number and stock, with other products below."""
    found = product(TEMPLATES[name] + RELATED)
    assert found.name == "Чайник белый"
    assert (found.price, found.old_price, found.currency) == (Decimal(1299), Decimal(1500), "RUB")
    assert found.sku == "AB-48213"
    assert found.availability is Availability.IN_STOCK
    assert set(found.sources.values()) == {Source.HEURISTIC}
    if name != "obfuscated":
        assert found.category_path == ("Чайники",)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("<p>Нет в наличии</p>", Availability.OUT_OF_STOCK), ("<p>Нет в наличии</p><button>Сообщить о поступлении</button>", Availability.OUT_OF_STOCK),
        ("<p>Снят с производства</p>", Availability.DISCONTINUED), ("<p>Под заказ</p>", Availability.BACK_ORDER), ("<button>Предзаказ</button>", Availability.PRE_ORDER),
        ("<p class=stock>Осталось 2 шт.</p><button>Купить</button>", Availability.LIMITED), ("<button disabled>Купить</button><p>Распродано</p>", Availability.SOLD_OUT),
        ("<button>Купить</button><p>Размер S: нет в наличии</p>", Availability.IN_STOCK), ("<button>Купить</button>", Availability.IN_STOCK), ("", None),
    ],
)  # fmt: skip
def test_stock_is_told_by_words_and_buttons(body: str, state: Availability | None) -> None:
    """A refusal without a working button is one; a working button beats a word about one size."""
    found = product(f"<h1>Чайник белый</h1><p class=price>990 ₽</p>{body}{RELATED}")
    assert found.availability is state


def test_a_button_does_not_outdo_a_refusal_without_a_price() -> None:
    """A template that prints "0.00" prints its button as well: what it says in words is so."""
    head = '<meta property="og:type" content="product"><meta property="og:title" content="Чайник белый">'
    body = (
        "<h1>Чайник белый</h1><p class=price>0.00 ₽</p><p>Нет в наличии</p><button>Купить</button>"
    )
    assert product(head + body).availability is Availability.OUT_OF_STOCK


def test_an_assumption_is_marked_by_little_trust() -> None:
    """A price with no word of stock and no button says little, and only where scripts draw buttons."""
    body = "<h1>Чайник белый</h1><p class=price>990 ₽</p>"
    drawn = "".join(f'<script src="/{name}.js"></script>' for name in ("run", "shop", "buy"))
    assert product(body + drawn).confidence["availability"] < 0.4
    assert product(body).availability is None


def test_the_quantity_is_counted() -> None:
    """Beside the words of stock."""
    assert (
        product(
            "<h1>Чайник белый</h1><p class=price>990 ₽</p><p class=stock>В наличии: 14 шт</p>"
        ).stock_quantity
        == 14
    )


def test_labels_and_rows_give_numbers_and_properties() -> None:
    """A table, a description list, lines with and without a colon; a wrong check digit gives nothing."""
    found = product(
        "<h1>Чайник белый</h1><p class=price>990 ₽</p><button>Купить</button><p>Артикул</p><p>AB-12</p>"
        "<table><tr><td>Бренд</td><td>Acme</td></tr><tr><th>Штрихкод</th><td>4006381333931</td></tr><tr><td>Артикул производителя:</td><td>M-77</td></tr><tr><td>Цвет</td><td>белый</td></tr></table>"
        "<dl><dt>Материал</dt><dd>фарфор</dd></dl>"
    )
    assert (found.sku, found.mpn, found.brand, found.gtin) == (
        "AB-12",
        "M-77",
        "Acme",
        "4006381333931",
    )
    assert (found.color, found.material) == ("белый", "фарфор")
    assert found.attributes["Бренд"] == "Acme"
    assert (
        product("<h1>Чайник белый</h1><p class=price>990 ₽</p><p>Штрихкод: 4006381333932</p>").gtin
        is None
    )


@pytest.mark.parametrize(
    "label",
    [
        "SKU: ",
        "Item #",
        "Product code: ",
        "Art.-Nr. ",
        "Réf : ",
        "Код: ",
        "Kód: ",
        "Ref. ",
        "Article number: ",
        "Артикул товара № ",
    ],
)
def test_the_shops_number_has_many_labels(label: str) -> None:
    """In several languages, with the marks that go with them."""
    assert (
        product(f"<h1>Чайник белый</h1><p class=price>990 ₽</p><p>{label}<b>77-AB12</b></p>").sku
        == "77-AB12"
    )


def test_the_number_of_the_address_is_the_shops() -> None:
    """Where it is shown without a label, or nowhere else."""
    assert product("<h1>Чайник белый</h1><p class=price>990 ₽</p><i>48213</i>").sku == "48213"
    found = product("<h1>Чайник белый</h1><p class=price>990 ₽</p>")
    assert found.sku == "48213"
    assert found.confidence["sku"] < 0.4


def test_the_brand_is_found_near_the_heading() -> None:
    """A link or logo of a brand whose name the heading has; a menu of brands is none."""
    page = "<h1>Чайник белый Acme</h1><p class=price>990 ₽</p>{}"
    assert (
        product(page.format('<a href="/brands/acme"><img src="/a.png" alt="Acme"></a>')).brand
        == "Acme"
    )
    assert product(page.format('<a href="/brands/">Все бренды</a>')).brand is None


def test_pictures_of_other_products_are_not_the_products() -> None:
    """Those whose text reads like the name, unless they lead elsewhere."""
    found = product(
        '<h1>Чайник белый</h1><p class=price>990 ₽</p><a href="/big.jpg"><img src="/1.jpg" alt="Чайник белый"></a><a href="/p/2"><img src="/2.jpg" alt="Чайник белый большой"></a><img src="/logo.png" alt="Посуда">'
    )
    assert found.images == ("https://shop.ru/1.jpg",)


# ------------------------------------------------------------------- markup against the page


def with_markup(
    body: str, price: str = "1500", sku: str = "A-1", state: str = "InStock"
) -> Product:
    """A page whose JSON-LD states these values."""
    return product(body, head=HEAD + LD.format(price=price, sku=sku, state=state))


def test_a_price_that_is_shown_is_right() -> None:
    """Markup and page agree; the old price comes from the page."""
    found = with_markup("<h1>Чайник белый</h1><p class=price><s>1 900 ₽</s> <b>1 500 ₽</b></p>")
    assert (found.price, found.old_price) == (Decimal(1500), Decimal(1900))
    assert (found.schema_price, found.page_price) == (Decimal(1500), Decimal(1500))
    assert not found.warnings


def test_a_discount_that_markup_has_missed_is_believed() -> None:
    """The markup's price is only shown struck: the page is right, and it is said."""
    found = with_markup(
        "<h1>Чайник белый</h1><p class=price><s>1 500 ₽</s> <b>1 200 ₽</b></p><button>Купить</button>"
    )
    assert (found.price, found.old_price, found.schema_price, found.page_price) == (
        Decimal(1200),
        Decimal(1500),
        Decimal(1500),
        Decimal(1200),
    )
    assert any(warning.startswith("price_mismatch") for warning in found.warnings)


def test_a_price_of_another_product_does_not_overrule_markup() -> None:
    """Amounts below "related products" are not the page's."""
    found = with_markup("<h1>Чайник белый</h1>" + RELATED)
    assert (found.price, found.sources["price"]) == (Decimal(1500), Source.JSON_LD)


def test_thousands_read_as_decimals_are_corrected_by_the_page() -> None:
    """Markup says "1.290", the page shows 1 290."""
    head = HEAD + LD.format(price="1.290", sku="A", state="InStock").replace("RUB", "EUR")
    found = product("<h1>Чайник белый</h1><p class=price>1 290 €</p>", head=head)
    assert found.price == Decimal(1290)


def test_a_refusal_beside_the_heading_beats_markup() -> None:
    """Where there is no working button; a button beats "out of stock" where a size is chosen first."""
    refused = with_markup("<h1>Чайник белый</h1><p class=price>1 500 ₽</p><p>Нет в наличии</p>")
    assert refused.availability is Availability.OUT_OF_STOCK
    assert any(warning.startswith("availability_mismatch") for warning in refused.warnings)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("<button>Pre-order now</button>", "PreOrder"),
        ("<p>Под заказ</p><button>Заказать</button>", "BackOrder"),
        ("<p>В наличии</p><button>Купить</button>", "InStock"),
    ],
)
def test_in_stock_of_a_template_yields_to_what_the_page_says(words: str, told: str) -> None:
    """Of what is still to come, markup says so as of all else."""
    found = product(
        f"<h1>Чайник белый</h1><p class=price>1500 ₽</p>{words}",
        HEAD + LD.format(price="1500", sku="A", state="InStock"),
    )
    assert found.availability == told
    page = "<h1>Чайник белый</h1><p class=price>1 500 ₽</p>{}<button>Купить</button>"
    assert (
        with_markup(page.format(""), state="OutOfStock").availability is Availability.OUT_OF_STOCK
    )
    choice = "<select name=size><option>S</option><option>M</option></select>"
    bought = with_markup(page.format(choice), state="OutOfStock")
    assert bought.availability is Availability.IN_STOCK


def test_a_number_that_is_shown_beats_an_internal_one() -> None:
    """Unless the markup's own is shown as well."""
    page = "<h1>Чайник белый</h1><p class=price>1 500 ₽</p><p>Артикул: VIS-77</p>{}"
    found = with_markup(page.format(""), sku="9f8e7d")
    assert found.sku == "VIS-77"
    assert any(warning.startswith("sku_not_shown") for warning in found.warnings)
    assert with_markup(page.format("<i>9f8e7d</i>"), sku="9f8e7d").sku == "9f8e7d"


def test_data_of_scripts_fills_what_the_page_does_not_show() -> None:
    """The state of a framework, or of an analytics layer, for a page drawn in the browser."""
    state = '<script id="__NEXT_DATA__" type="application/json">{"props":{"product":{"name":"Чайник белый","price":{"value":1299},"currency":"RUB","sku":"N-1","brand":{"name":"Acme"},"inStock":true}}}</script>'
    head = (
        HEAD
        + '<meta property="og:type" content="product"><script type="application/ld+json">{"@type":"Product","name":"Чайник белый"}</script>'
    )
    found = product("<h1>Чайник белый</h1>", head=head + state)
    assert (found.price, found.currency, found.sku, found.brand) == (
        Decimal(1299),
        "RUB",
        "N-1",
        "Acme",
    )
    layer = "<script>window.dataLayer = window.dataLayer || []; dataLayer.push({event: 'view_item', ecommerce: {items: [{item_name: 'Чайник белый', item_id: 'L-9', price: 1299.5}]}});</script>"
    assert product("<h1>Чайник белый</h1>", head=head + layer).price == Decimal("1299.5")


@pytest.mark.parametrize(
    "body",
    ["<h1>О компании</h1><p>Работаем с 1999 года</p>", "<h1>Доставка</h1><p>Стоимость доставки 300 ₽, при заказе от 3000 ₽ бесплатно</p>", "<h1>Каталог</h1>" + RELATED, "<p>пусто</p>"],
)  # fmt: skip
def test_a_page_that_sells_nothing_has_no_product(body: str) -> None:
    """Amounts in a text, conditions of delivery and lists are no offer."""
    assert read_page(body.encode(), url="https://shop.ru/x").product is None


def test_markers_left_in_the_text_do_not_count_as_words() -> None:
    """The zone is marked in the tree; the SEO record must not see it."""
    with_product = read_page(
        f"<h1>Чайник</h1><p class=price>990 ₽</p><button>Купить</button>{RELATED}".encode(), url=URL
    )
    assert "\x02" not in "".join(with_product.seo.h1)
    assert with_product.seo.word_count == 13


@pytest.mark.parametrize(
    "hidden",
    [
        '<div class="modal fade"><h4>Нет в наличии</h4><button>Сообщить о поступлении</button></div>',
        '<div role="dialog"><p>Товар закончился</p></div>',
        "<dialog><p>Распродано</p></dialog>",
        '<p class="d-none">Нет в наличии</p>',
        '<p class="stock visually-hidden">Нет в наличии</p>',
        '<p aria-hidden="true">Нет в наличии</p>',
    ],
)
def test_a_refusal_that_waits_for_a_click_is_none(hidden: str) -> None:
    """Windows that open on demand and states that are hidden by a class say nothing of this product."""
    body = f"<h1>Чайник белый</h1><p class=price>990 ₽</p>{hidden}"
    assert product(body).availability is None
    stated = product(body, HEAD + LD.format(sku="A-1", price="990", state="InStock"))
    assert stated.availability is Availability.IN_STOCK
    assert not [one for one in stated.warnings if one.startswith("availability")]


def test_an_open_dialog_says_what_it_says() -> None:
    """Only closed ones are passed over."""
    body = "<h1>Чайник белый</h1><p class=price>990 ₽</p><dialog open><p>Распродано</p></dialog>"
    assert product(body).availability is Availability.SOLD_OUT


def test_a_control_may_tell_by_its_name_that_it_buys() -> None:
    """Where its caption is in a language that the vocabulary lacks; a disabled one buys nothing."""
    body = "<h1>Чайник белый</h1><p class=price>990 ₽</p><p>Размер S: нет в наличии</p><button class='btn add-to-cart'{}>Lägg</button>"
    assert product(body.format("")).availability is Availability.IN_STOCK
    assert product(body.format(" disabled")).availability is Availability.OUT_OF_STOCK
    assert product(body.format(" aria-disabled=true")).availability is Availability.OUT_OF_STOCK


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Чайник белый — купить недорого: цена, фото", "Чайник белый — купить | Посуда"),
        ("Посуда", "Чайник белый — купить | Посуда"),
        ("Посуда", "Чайник белый — купить в магазине Посуда"),
        ("Чайник белый", "Ложка столовая — купить | Посуда"),
    ],
)
def test_a_name_is_the_products(heading: str, title: str) -> None:
    """Neither the shop's name in place of a heading, nor words for search engines, nor another's title."""
    body = f"<h1>{heading}</h1><p class=price>990 ₽</p><button>В корзину</button>"
    head = f'<title>{title}</title><meta property="og:type" content="product"><meta property="og:title" content="{title}">'
    assert product(body, head, "https://shop.ru/товар/чайник-белый").name == "Чайник белый"


def test_the_shops_name_is_told_by_its_own_tag() -> None:
    """So a title that begins with the shop is about what follows."""
    head = (
        '<title>Посуда и дом | Чайник</title><meta property="og:site_name" content="Посуда и дом">'
    )
    body = "<h1>Наши новости</h1><div class=title>Чайник</div><p class=price>990 ₽</p><button>В корзину</button>"
    assert product(body, head).name == "Чайник"


STATE = '<script>var goods = [{"name": "Чайник белый", "price": "990", "currency": "RUB"}]</script>'


def test_data_for_scripts_can_make_a_page_a_products() -> None:
    """An object that bears the heading's very name and a price; another name makes none."""
    body = f"<h1>Чайник белый</h1><p>Хорош.</p>{STATE}"
    assert product(body).price == Decimal(990)
    other = f"<head>{HEAD}</head><h1>Чайники</h1>{STATE}"
    assert read_page(other.encode(), url="https://shop.ru/catalog/chayniki/").product is None


def test_a_list_of_two_in_nested_tables_is_no_product() -> None:
    """Cards are known by their linked pictures, however deep old pages wrap the amount."""
    card = """<td><table><tr><td><a href="/p/{0}"><img src="/{0}.jpg" alt="Чайники медные {0}"></a></td></tr><tr><td><font>Чайники медные {0}</font></td></tr>
        <tr><td><font><font><b>{0}90 ₽</b></font></font></td></tr><tr><td><font>В наличии</font></td></tr></table></td>"""
    page = f"<title>Чайники</title><h1>Чайники</h1><table><tr>{card.format(5)}{card.format(6)}</tr></table>"
    assert read_page(page.encode(), url="https://shop.ru/catalog.php?cat=3").product is None
