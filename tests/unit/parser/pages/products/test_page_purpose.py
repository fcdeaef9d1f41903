"""Which pages without product markup are a product's, each rule with a twin that must be read otherwise."""

import pytest

from parser.pages.records import Availability
from tests.unit.parser.pages.products.plain_page import BUY, PRICE, found_in, item, shown

# ----------------------------------------------------------------------------------- by the address


@pytest.mark.parametrize(
    ("path", "is_product"),
    [("/c/kettles?page=2", False), ("/c/kettles?sort=new&PAGEN_1=12", False), ("/c/kettles/page/3/", False),
     ("/c/kettles/page-2.html", False), ("/c/kettle?page=1", True), ("/?page=17", True), ("/index.php?page=17", True),
     ("/c/kettle?page=kettle", True), ("/c/kettle?page=2000", True), ("/c/homepage2", True)],
)  # fmt: skip
def test_a_further_page_of_a_list_is_no_product(path: str, *, is_product: bool) -> None:
    """Though one card is left on it; a site may number its pages, too."""
    card = "<div><a href=/p/1><img src=/1.png alt='Kettles Acme 1'></a><p>Kettles Acme 1</p>"
    body = f"{card}{PRICE}{BUY}</div>" if not is_product else PRICE + BUY
    assert (shown("Kettles (2)", body, url=f"https://shop.example{path}") is not None) == is_product


def test_a_sister_product_does_not_lend_its_name() -> None:
    """Where the logo is the heading, and only a card says `title`: the text that the title repeats is the name."""
    cards = "".join(
        f"<div><a href=/p/{n}><img src=/{n}.png alt='Copper kettle Acme A-{n}'></a><div class=title>"
        f"Copper kettle Acme A-{n}</div><p class=price>{n} €</p></div>"
        for n in (157, 158)
    )
    own = f"<h1>Shop</h1><div class=nm>Copper kettle Acme A-247</div><p class=price>80 €</p>{BUY}"
    product = found_in(own + cards, head="<title>Copper kettle Acme A-247 — buy | Shop</title>")
    assert product is not None
    assert (product.name, str(product.price)) == ("Copper kettle Acme A-247", "80")


@pytest.mark.parametrize(
    "path",
    ["", "/", "/index.php", "/default.aspx", "/en/", "/en-gb", "/de/index.html", "/home"],
)
def test_the_front_page_is_no_product(path: str) -> None:
    """Whatever offer of the day it shows."""
    assert shown("Kettle 2000", PRICE + BUY, url=f"https://shop.example{path}") is None


@pytest.mark.parametrize(
    "path", ["/?p=12", "/index.php?id=12", "/kettle", "/en/kettle", "/12.html"]
)
def test_an_address_that_names_a_page_is_not_the_front_page(path: str) -> None:
    """A number in the query is enough."""
    assert shown("Kettle 2000", PRICE + BUY, url=f"https://shop.example{path}") is not None


@pytest.mark.parametrize(
    "path",
    [
        "/login.php",
        "/customer/account/login/",
        "/index.php?route=account/register",
        "/index.php?main_page=login",
        "/user_login.aspx?return=/kettle",
        "/forgot-password",
        "/zakaznicky-servis.html",
        "/Kontakt.html",
        "/mein-konto",
        "/create-account",
        "/contact-us/",
        "/careers/clerk",
    ],
)
def test_pages_of_accounts_and_contacts_are_no_products(path: str) -> None:
    """By a name that consists of words for such pages, in the path or in the parameter that chooses it."""
    assert shown("Kettle 2000", url=f"https://shop.example{path}") is None


@pytest.mark.parametrize(
    "path",
    [
        "/login-t-shirt",
        "/contacts/acuvue",
        "/contact-lenses",
        "/password-book.html",
        "/p/kettle?from=login",
        "/account-book",
    ],
)
def test_a_word_of_such_a_page_may_be_part_of_a_name(path: str) -> None:
    """Beside any other word it says nothing."""
    assert shown("Kettle 2000", url=f"https://shop.example{path}") is not None


# ----------------------------------------------------------------------------------- by the heading


@pytest.mark.parametrize(
    "heading",
    [
        "Customer Login",
        "Sign in or create an account",
        "Contact Us",
        "Forgotten password",
        "Your shopping cart is empty",
        "Newsletter sign-up",
        "Apply for: Clerk",
        "Вход на сайт",
        "Забыли пароль?",
        "Оформление заказа",
        "Anmelden oder Registrieren",
        "Mot de passe oublié",
        "Zákaznícky servis",
        "Prihlásiť sa alebo vytvoriť nový účet",
        "Identificação",
        "Il mio account",
        "Kundservice",
        "ログイン",
        "Acquista",
    ],
)
def test_headings_of_accounts_contacts_and_orders_are_no_products(heading: str) -> None:
    """In the languages of the vocabulary; a heading that is only a button's caption names nothing either."""
    assert shown(heading) is None


@pytest.mark.parametrize(
    "heading",
    [
        "Contact lenses",
        "Cash register",
        "Login T-shirt",
        "Košík na prádlo",
        "Carrello portavivande",
        "Registrador de temperatura",
        "Account book",
        "Helping hand",
        "Корзина для белья",
    ],
)
def test_products_with_such_a_word_in_their_name_are_read(heading: str) -> None:
    """Only whole headings count."""
    assert shown(heading) is not None


# -------------------------------------------------------------------------------- by what it asks for

LOGIN = "<form action=/x><input name=a><input type=password name=b></form>"


def test_a_password_asked_nearer_than_the_price_is_the_pages_purpose() -> None:
    """The price is then the offer of a column beside."""
    page = f"<main><div><h1>Welcome back</h1>{LOGIN}</div><div><div>{PRICE}</div></div></main>"
    assert found_in(page, head="<title>Welcome back</title>") is None


@pytest.mark.parametrize(
    "page",
    [
        "<div id=top>{login}</div><main><div><h1>Kettle 2000</h1>{price}</div></main>",
        "<main><div><h1>Kettle 2000</h1><div class='modal'>{login}</div></div><div>{price}</div></main>",
        "<main><div><h1>Kettle 2000</h1>{login}</div><div>{price}{buy}</div></main>",
    ],
)
def test_a_form_to_sign_in_elsewhere_leaves_the_product(page: str) -> None:
    """At the top of the page, in a window that is not open, or beside a control that buys."""
    page = page.format(login=LOGIN, price=PRICE, buy=BUY)
    assert found_in(page, head="<title>Kettle 2000</title>") is not None


@pytest.mark.parametrize(
    "facts",
    [
        "<dl><dt>Salary: (per year)</dt><dd>£25,000 - 40,000</dd></dl>",
        "<p>£246,900</p><p>Bedrooms: 3</p><p>Baths: 2</p>",
        "<p>246 900 €</p><p>Wohnfläche: 120</p><p>Zimmer: 4</p>",
    ],
)
def test_work_and_houses_are_no_products(facts: str) -> None:
    """By a label that only they have, or two of a house."""
    assert shown("10 Oak Street", facts) is None


@pytest.mark.parametrize(
    "facts",
    ["<p>£246.90</p><p>Bedrooms: 1</p>", "<p>246,90 €</p><p>Gehalt: 250 mg</p>"],
)
def test_one_word_of_a_house_or_of_another_sense_is_no_label_of_theirs(facts: str) -> None:
    """A bed is for a bedroom."""
    assert shown("Oak bed", facts) is not None


# ------------------------------------------------------------------------------------- by the amount


@pytest.mark.parametrize(
    "amount",
    [
        "10 € for your first order",
        "Win 500 € today",
        "5 € at the pick-up point",
        "a 7 € value, free",
    ],
)
def test_an_amount_in_a_phrase_is_no_price_without_a_way_to_buy(amount: str) -> None:
    """Where the element does not call itself a price's either."""
    assert shown("Spring issue", f"<p>{amount}</p>") is None
    assert shown("Spring issue", f"<p>{amount}</p>{BUY}") is not None
    assert shown("Spring issue", f"<p class=price>{amount}</p>") is not None


@pytest.mark.parametrize(
    ("amount", "is_price"),
    [("価格は1年間分のシリアルコード付きで850円となっています", False), ("税込価格 850円", True)],
)
def test_a_sentence_may_have_no_spaces(amount: str, *, is_price: bool) -> None:
    """Though the word for a price stands in it."""
    assert (shown("CUTPEN", f"<p>{amount}</p>") is not None) == is_price


@pytest.mark.parametrize(
    "amount",
    [
        "80 €",
        "Price: 80 €",
        "Our price: 80,00 EUR",
        "Цена: 80 руб.",
        "from 80 €",
        "80 € inkl. MwSt.",
        "Festpreis: 80 €",
        "80 € VB",
        "Наша низкая цена: 80 руб.",
        "税込 880円",
    ],
)
def test_an_amount_alone_beside_the_heading_is_a_price(amount: str) -> None:
    """With the words that stand at prices and nowhere else."""
    assert shown("Kettle 2000", f"<p>{amount}</p>") is not None


def test_a_currency_inside_a_word_is_none() -> None:
    """A brand may begin as the crown does."""
    assert shown("Kettle 2000", "<a href=/b>Kr3w</a>") is None


@pytest.mark.parametrize("block", ["currency-switcher", "currencies", "minicart"])
def test_amounts_of_the_shops_own_tools_are_no_price(block: str) -> None:
    """The choice of a currency and the small basket at the top."""
    assert shown("Kettle 2000", f"<div class={block}><span>10 USD</span></div>") is None


def test_the_only_price_may_be_called_regular() -> None:
    """Where nothing is reduced and nothing beside it is lower."""
    page = "<div class=regular-price><span class=price>32,00 €</span></div>"
    product = shown("Kettle 2000", page + BUY)
    assert product is not None
    assert str(product.price) == "32.00"


# ------------------------------------------------------------------------------------- by the markup


def test_a_front_page_that_states_one_product_has_it() -> None:
    """A shop of one thing; of two, none is the page's."""
    head, url = "<title>Kettle 2000</title>", "https://shop.example/"
    one = "<h1>Kettle 2000</h1>" + item("Kettle 2000", 80)
    assert found_in(one, head=head, url=url) is not None
    assert found_in(one + item("Kettle 3000", 90), head=head, url=url) is None


def test_a_list_of_things_that_share_the_headings_word_is_a_list() -> None:
    """All their names agree with it about as well; a heading that one of them is chooses it."""
    names = ["Shoes Ann", "Shoes Bob", "Shoes Cid", "Shoes Dan", "Shoes Eve"]
    cards = "".join(item(name, 10 + place) for place, name in enumerate(names))
    assert found_in(f"<h1>Shoes</h1>{cards}", head="<title>Shoes</title>") is None
    product = found_in(f"<h1>Shoes Cid</h1>{cards}", head="<title>Shoes Cid</title>")
    assert product is not None
    assert product.name == "Shoes Cid"


# -------------------------------------------------------------------------------- without any price

CARDS = "".join(
    f"<li><a href=/p/{n}><img src=/{n}.png alt='Pan {n}'></a><h3><a href=/p/{n}>Pan {n}</a></h3>"
    f"<span class=price>{n} €</span></li>"
    for n in (157, 158, 159)
)
COUNT = "<label>Quantity <input type=number name=quantity value=1></label>"


@pytest.mark.parametrize(
    ("around", "is_product"),
    [
        (f"<form action=/cart/add>{COUNT}{BUY}</form>", True),
        (f"<form action=/cart/add>{BUY}</form>", False),
        (f"<form action=/search>{COUNT}<button>Search</button></form>", False),
        ("<label>Quantity <input type=number name=quantity></label><a href=/cart>Add to cart</a>", False),
    ],
)  # fmt: skip
def test_a_price_that_scripts_show_is_missing(around: str, *, is_product: bool) -> None:
    """A button that buys beside a field for how many is a product's; a related one's price is not its own."""
    found = shown("Kettle 2000", f"{around}<section class=related><ul>{CARDS}</ul></section>")
    assert (found is not None) == is_product
    if found is not None:
        assert (found.price, found.availability) == (None, Availability.IN_STOCK)


@pytest.mark.parametrize(
    ("heading", "is_product"),
    [("Out of Stock Items", False), ("Out of stock", False), ("Out of stock: Kettle Acme", True)],
)
def test_a_heading_that_names_a_state_is_a_lists(heading: str, *, is_product: bool) -> None:
    """A table of what is gone, with article numbers, is no product."""
    table = "<table><tr><th>Name</th><th>SKU</th><th>Status</th></tr><tr><td>Kettle</td><td>1151</td><td>Gone</td></tr></table>"
    assert (shown(heading, table) is not None) == is_product
