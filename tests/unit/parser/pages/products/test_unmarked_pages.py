"""What pages without markup tell, class by class, each with a twin that must not be read the same way."""

from decimal import Decimal

import pytest

from parser.pages.records import Availability
from tests.unit.parser.pages.products.kettle_page import BUY, found_in, kettle

# -------------------------------------------------------------------------------------- brands


@pytest.mark.parametrize(
    "label",
    ["Producent", "Märke", "Mærke", "Merke", "Hersteller", "Marque", "Marca", "Бренд", "Торговая марка", "Виробник", "Výrobce", "Valmistaja", "Завод-изготовитель", "Made by", "商品品牌"],
)  # fmt: skip
def test_labels_are_read_in_many_languages(label: str) -> None:
    """The brand with its label in one element and its value in another; numbers beside it."""
    facts = f"<ul><li><span>{label}:</span> <span>Acme Home</span></li><li><span>EAN:</span> 4006381333931</li><li>Art. nr: KT-2000</li><li>MPN: HG-99/1</li></ul>"
    found = kettle(facts)
    assert (found.brand, found.gtin, found.sku, found.mpn) == (
        "Acme Home",
        "4006381333931",
        "KT-2000",
        "HG-99/1",
    )


@pytest.mark.parametrize(
    "label",
    ["CODE", "Cat. No.", "Номенклатурный номер", "Код на сайте", "Référence produit", "Artikel-ID", "Kod systemowy", "Objednávací kód", "상품코드", "商品货号", "管理番号"],
)  # fmt: skip
def test_the_shops_own_number_has_many_labels(label: str) -> None:
    """In a row of a table, or before its number on a line."""
    assert kettle(f"<p>{label}: KT-2000</p>").sku == "KT-2000"
    assert kettle(f"<p>Use code SAVE10</p><p>{label}: <b>KT-2000</b></p>").sku == "KT-2000"


@pytest.mark.parametrize(
    ("told", "sku", "gtin"),
    [
        ("a897fe39b1053632", "a897fe39b1053632", None),
        ("4006381333931", None, "4006381333931"),
        ("080442957X", None, "080442957X"),
        ("n/a", None, None),
    ],
)
def test_a_shop_may_call_its_own_number_a_barcode(
    told: str, sku: str | None, gtin: str | None
) -> None:
    """Letters and digits are no barcode, but for the check digit of an ISBN."""
    found = kettle(f"<table><tr><th>UPC</th><td>{told}</td></tr></table>")
    assert (found.sku, found.gtin) == (sku, gtin)


def test_a_brand_is_told_before_its_maker() -> None:
    """A licensee's factory stands above the name that people buy it by."""
    facts = "<ul><li>Производитель: Завод чайников</li><li>Бренд: Acme</li></ul>"
    assert kettle(facts).brand == "Acme"
    assert kettle("<p>Производитель: Завод чайников</p>").brand == "Завод чайников"


def test_several_facts_of_one_line_are_parted() -> None:
    """By bars, with brackets around single values."""
    found = kettle(
        "<p>Varenr.: [<b>24512506</b>] | Producent: Acme (Oslo) | Model-nr.: 720145-03 | EAN: 4006381333931</p>"
    )
    assert (found.sku, found.brand) == ("24512506", "Acme (Oslo)")
    assert (found.mpn, found.gtin) == ("720145-03", "4006381333931")


@pytest.mark.parametrize(
    "element",
    [
        "<a href='/brands/acme'><img src='/l.png' alt='Acme logo'></a>",
        "<a href='/merke/acme'>Acme</a>",
        "<p class=product__vendor>Acme</p>",
        "<a class='product-page__header-brand j-wba-header-item'>Acme</a>",
        "<p class=product-brand>Brand: <b>Acme</b></p>",
        "<div data-brand=Acme></div>",
        "<a href=/brand/acme>More from Acme</a>",
        "<h2>Acme</h2>",
        "<h2 class='Product__Vendor Heading u-h6'>Acme</h2>",
        "<dl><div class=meta__vendor><dt>Vendor</dt><dd>Acme</dd></div></dl>",
        "<a href='/acme/' class=supplier-link title='Weitere Artikel von Acme'><img src=/l.png alt=Acme></a>",
        "<a href='/firm-pol-1-Acme.html'><img src=/l.png alt=Acme></a>",
        "<ul><li>Manufactured by: Acme</li></ul>",
    ],
)
def test_an_element_beside_the_heading_tells_the_brand(element: str) -> None:
    """A link, a logo, a class, data, or a heading that is part of the address too."""
    found = kettle(f"<h1>Kettle 2000</h1>{element}", url="https://shop.example/acme/kettle")
    assert found.brand == "Acme"


@pytest.mark.parametrize(
    "element",
    [
        "<ul><li><a href='/brands/a'>Aaaa</a></li><li><a href='/brands/b'>Bbbb</a></li></ul>",
        "<a href='/brands/all'>All brands</a>",
        "<a href='/brand/shop'>Shop</a>",
        "<ol class=breadcrumbs><li><a href='/brand/acme'>Acme kettles</a></li></ol>",
        "<h2>Description</h2>",
        "<p>Producent: Acme GmbH, Hauptstr. 34, Bonn</p>",
        "<button class='btn btn_brand'>Buy</button>",
        "<p class=product-brand>Kettle 2000</p>",
    ],
)
def test_not_everything_beside_the_heading_is_a_brand(element: str) -> None:
    """A menu of brands, the shop itself, a category, a caption, a company with its street."""
    assert kettle(f"<h1>Kettle 2000</h1>{element}").brand is None


def test_a_logo_of_a_brand_of_two_words_is_no_card_of_another_product() -> None:
    """Though its picture leads elsewhere and bears a name that the heading has not."""
    logo = "<div class=product-manufacturer><a href='/brand/1'><img src=/l.png alt='Studio Acme'></a></div>"
    assert kettle(f"<h1>Kettle 2000</h1>{logo}").brand == "Studio Acme"


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        ("Дрель-шуруповерт Acme DF333DWYE", "Acme"),
        ("Видеокарта ACME GeForce 3060 12GB", "ACME"),
        ("Чехол Acme Galaxy Tab 3", None),
        ("Чехол для Acme Tab 3", None),
        ("Кабель USB Type-C 1 м", None),
        ("Футболка Oversize XL белая", None),
        ("Kettle Acme 2000", None),
    ],
)
def test_a_foreign_word_in_a_name_may_be_the_brand(name: str, brand: str | None) -> None:
    """The first in Latin letters behind the kind of thing; parts and cases bear another thing's."""
    head = f"<title>{name}</title>"
    assert kettle(f"<h1>{name}</h1>{BUY}", head=head).brand == brand


def test_a_category_tells_the_brand_that_the_name_has() -> None:
    """One in Latin letters below others; where all are, it may be the kind of thing."""
    trail = "<div class=breadcrumbs><a href=/a>{}</a><a href=/b>{}</a></div><h1>{}</h1>"
    screen = kettle(trail.format("Мониторы", "Acme", "Acme 943BW"), head="<title>Acme 943</title>")
    assert screen.brand == "Acme"
    shoes = trail.format("Shoes", "Running Shoes", "Running Shoes 943")
    assert kettle(shoes, head="<title>Running Shoes 943</title>").brand is None


# ------------------------------------------------------------------------------ names and numbers


@pytest.mark.parametrize(
    ("element", "number"),
    [
        ("<span>[TH875]</span>", "TH875"),
        ("<small>(KT-20015)</small>", "KT-20015"),
        ("<span class=sku>77123</span>", "77123"),
        ("<span>Арт.</span> <span>OS-11</span>", "OS-11"),
        ("<label>Artikel-Nr. </label> <span>GB-12</span>", "GB-12"),
        ("<p>Код товару: 55100</p>", "55100"),
        ("<span>[new]</span>", "95000"),
        ("<select class=msku-choice><option>9-11</option></select>", "95000"),
    ],
)
def test_a_number_beside_the_heading_goes_before_the_address(element: str, number: str) -> None:
    """In brackets or in an element made for it; words and sizes are none."""
    found = kettle(f"<h1>Kettle 2000</h1>{element}", url="https://shop.example/kettle-p-95000.html")
    assert found.sku == number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("KT-BLK", "KT-BLK"),
        ("HK_MAJAK", "HK_MAJAK"),
        ("Kettle", None),
        ("A-B", None),
        ("N/A", None),
    ],
)
def test_letters_in_parts_behind_a_label_are_a_number(value: str, number: str | None) -> None:
    """Small shops number their things by words; a word alone is a value of something else."""
    assert kettle(f"<p>SKU: {value}</p>").sku == number


def test_a_number_that_begins_a_name_in_an_address_is_not_the_articles() -> None:
    """Databases number their pages so; shops put their article numbers last."""
    assert kettle("", url="https://shop.example/items/9497504182-kettle").sku is None
    assert kettle("", url="https://shop.example/kettle-9497504182.html").sku == "9497504182"


def test_a_name_keeps_what_stands_behind_its_dash() -> None:
    """Where the heading has it; what only the title has is the shop."""
    name = "Kettle Classic - 44x41 cm - White"
    assert kettle(f"<h1>{name}</h1>", head=f"<title>{name}</title>").name == name
    assert kettle(f"<h1>{name}</h1>", head=f"<title>{name} - Shop</title>").name == name


@pytest.mark.parametrize(
    ("title", "logo"),
    [
        ("Garden House - Kettle 2000", ""),
        ("Kettle 2000 | Garden House", "<h1><a href='/'>Garden House</a></h1>"),
        ("Kettle 2000 | Garden House", "<h1><a href='/en/'><img alt=Garden> Garden House</a></h1>"),
    ],
)
def test_a_shop_that_names_itself_first_gives_no_name(title: str, logo: str) -> None:
    """In the title, where its address has its name, or in a heading that only leads home."""
    level = 2 if logo else 1
    body = f"{logo}<h{level}>Kettle 2000</h{level}><p class=price>80 €</p>{BUY}"
    found = found_in(body, url="https://garden-house.example/p/1", head=f"<title>{title}</title>")
    assert found is not None
    assert found.name == "Kettle 2000"


def test_a_piece_of_a_page_is_read_by_its_only_name() -> None:
    """Without a title, the one element that calls itself a product's name; of several, none."""
    body = "<div><h3 class=product-title>{}</h3></div><p class=price>80 €</p><button>Buy</button>"
    found = found_in(body.format("Kettle 2000"), head="")
    assert found is not None
    assert found.name == "Kettle 2000"
    two = body.format("Kettle 2000") + body.format("Kettle 3000")
    assert found_in(two, head="") is None


# ------------------------------------------------------------------------------ no products at all

CARD = "<div class=card><a href=/p/{0}><img src=/{0}.jpg alt='Kettle {0}'></a><h3><a href=/p/{0}>Kettle {0}</a></h3><span class=price>£{0}5.00</span><button>Add to cart</button></div>"
LINE = "<li><a href=/p/{0}>Kettle {0}</a> <b>£{0}5.00</b> <button>Add to cart</button></li>"


@pytest.mark.parametrize(
    ("title", "body", "address"),
    [
        ("Kettles", "".join(map(CARD.format, range(1, 7))), "c/kettles"),
        ("Kettles", CARD.format(1), "c/kettles"),
        ("Kettles", "".join(map(LINE.format, range(1, 3))), "c/kettles"),
        ("Kettles", "<div><a href=/p/1><h2>Kettle 1</h2> <p>Sold out</p></a></div>", "c/kettles"),
        ("Your basket", "<p>Kettle</p><p>Total £15.00</p><button>Buy</button>", "cart"),
        ("Kettle", "<a href=/p/1>Kettle</a> <span class=price>£15.00</span><button>Buy</button>", "search?q=kettle"),
        ("Compare", "<table><tr><td>Kettle<td>Pan<tr><td>£15.00<td>£25.00</table>", "compare"),
        ("The ten best kettles", "<p>We tried ten of them. The Acme costs £80.00 and is great.</p>", "tests/kettles"),
        ("Delivery terms", "<p>Out of stock</p><p>Items will come later.</p>", "delivery"),
    ],
)  # fmt: skip
def test_lists_baskets_and_articles_are_no_products(title: str, body: str, address: str) -> None:
    """Their amounts stand in cards, their addresses say so, or nothing is for sale."""
    found = found_in(
        f"<h1>{title}</h1>{body}",
        url=f"https://shop.co.uk/{address}",
        head=f"<title>{title}</title>",
    )
    assert found is None


@pytest.mark.parametrize(
    "address", ["shop/basket/wicker-basket", "p/kettle?q=kettle", "compare-set/kettle", "research/kettle"]
)  # fmt: skip
def test_an_address_that_only_speaks_of_a_basket_is_a_products(address: str) -> None:
    """A category of baskets, or what a visitor had searched for."""
    assert kettle(BUY, url=f"https://shop.co.uk/{address}").price == Decimal(80)


def test_a_page_without_any_name_is_no_product() -> None:
    """A feed of prices, say."""
    assert (
        found_in("<ol><li><p class=price>899 €</p></li></ol><button>Buy</button>", head="") is None
    )


def test_a_thing_that_is_no_longer_sold_is_still_a_product() -> None:
    """Its picture, its name, and one line that says so instead of a price."""
    body = "<h1>Kettle 2000</h1><img src=/k.jpg alt='Kettle 2000'><p>Нет в продаже</p>"
    found = found_in(body)
    assert found is not None
    assert found.availability is Availability.OUT_OF_STOCK


def test_what_is_sold_instead_does_not_price_a_thing_that_is_no_longer_sold() -> None:
    """Its page is a product's still, without a price; a list of such things is none."""
    body = "<h1>Kettle 1000</h1><p>SKU: KT-1000</p><p>Снят с производства</p><h3>Instead</h3>"
    found = found_in(body + CARD.format(2) + CARD.format(3), head="<title>Kettle 1000</title>")
    assert found is not None
    assert (found.sku, found.price, found.availability) == (
        "KT-1000",
        None,
        Availability.DISCONTINUED,
    )
    sold = CARD.replace("</h3>", "</h3><p>Sold out</p>")
    kettles = "<h1>Kettles</h1>" + "".join(map(sold.format, range(1, 5)))
    assert found_in(kettles, head="<title>Kettles</title>") is None


@pytest.mark.parametrize(
    "words",
    ["Цена по запросу", "Уточнить цену", "Price on request", "Preis auf Anfrage", "Prix sur demande", "Cena na dotaz"],
)  # fmt: skip
def test_a_thing_whose_price_is_told_who_asks_is_a_product(words: str) -> None:
    """With its number, and not at the price of those below; without a number it may be a service."""
    others = "<h3>More</h3>" + CARD.format(2) + CARD.format(3)
    body = f"<h1>Kettle 2000</h1>{{}}<p>{words}</p>{others}"
    found = found_in(body.format("<p>SKU: KT-2000</p>"))
    assert found is not None
    assert (found.sku, found.price) == ("KT-2000", None)
    assert found_in(body.format("")) is None


# ------------------------------------------------------------------------------- markup in pieces


def test_an_offer_without_its_product_is_read() -> None:
    """Templates lose the element that holds them; several of them are a list."""
    offer = "<div itemprop=offers itemscope itemtype='https://schema.org/Offer'><meta itemprop=price content={}><meta itemprop=priceCurrency content=EUR><link itemprop=availability href='https://schema.org/OutOfStock'></div>"
    found = found_in(
        "<h1>Kettle 2000</h1>" + offer.format(80) + "<b itemprop=gtin13>4006381333931</b>"
    )
    assert found is not None
    assert (found.price, found.currency, found.gtin) == (Decimal(80), "EUR", "4006381333931")
    assert found.availability is Availability.OUT_OF_STOCK
    assert found_in("<h1>Kettles</h1>" + offer.format(80) + offer.format(90)) is None


@pytest.mark.parametrize(
    "brand",
    ["<a itemprop=brand href=//shop.example/b/acme>Acme</a>", "<img itemprop=brand src=/a.png alt=Acme>"],
)  # fmt: skip
def test_a_brand_in_markup_is_what_a_reader_sees(brand: str) -> None:
    """The text of a link and the description of a picture, not their addresses."""
    found = found_in(
        f"<div itemscope itemtype='https://schema.org/Product'><h1 itemprop=name>Kettle 2000</h1>{brand}<p itemprop=offers itemscope><meta itemprop=price content=80></p></div>"
    )
    assert found is not None
    assert found.brand == "Acme"


@pytest.mark.parametrize(
    ("model", "number"), [("7-37CMA0018312", "7-37CMA0018312"), ("Kettle 256GB Black", None)]
)
def test_a_model_that_is_one_number_is_the_makers(model: str, number: str | None) -> None:
    """A model of several words is a name."""
    block = f'<script type="application/ld+json">{{"@type":"Product","name":"Kettle 2000","model":"{model}","offers":{{"price":80,"priceCurrency":"EUR"}}}}</script>'
    assert kettle(block).mpn == number


def test_numbers_of_one_variant_are_not_the_products() -> None:
    """Where each has its own and the address names none."""
    variants = ",".join(
        f'{{"@type":"Product","name":"Kettle {color}","sku":"K-{color}","offers":{{"price":80,"priceCurrency":"EUR"}}}}'
        for color in ("red", "blue")
    )
    group = f'<script type="application/ld+json">{{"@type":"ProductGroup","name":"Kettle 2000","hasVariant":[{variants}]}}</script>'
    assert kettle(group).sku is None


@pytest.mark.parametrize(
    ("label", "field", "value"),
    [
        ("كود المنتج", "sku", "KT-2041X"), ("Məhsulun kodu", "sku", "KT-2041X"), ("პროდუქტის კოდი", "sku", "KT-2041X"), ("Ապրանքի կոդ", "sku", "KT-2041X"),
        ("Mã vạch", "gtin", "4006381333931"), ("条码", "gtin", "4006381333931"), ("바코드", "gtin", "4006381333931"), ("Бар код", "gtin", "4006381333931"),
        ("Znamka", "brand", "Boilix"), ("Hãng sản xuất", "brand", "Boilix"), ("მწარმოებელი", "brand", "Boilix"), ("İstehsalçı", "brand", "Boilix"),
    ],
)  # fmt: skip
def test_labels_are_known_in_many_languages(label: str, field: str, value: str) -> None:
    """In a row of a table, and on a line of its own."""
    for row in (
        f"<table><tr><th>{label}</th><td>{value}</td></tr></table>",
        f"<p>{label}: {value}</p>",
    ):
        assert getattr(kettle(row + BUY), field) == value
