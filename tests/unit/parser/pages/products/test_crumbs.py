"""The visible path of categories: separators, ways back, menus and lists inside of it."""

import pytest

from parser.pages.reading import read_page


def trail(crumbs: str) -> tuple[str, ...]:
    """The categories that a product's page shows with some breadcrumbs."""
    page = (
        f"<title>Kettle 2000</title><div class=breadcrumbs>{crumbs}</div><h1>Kettle 2000</h1>"
        "<p class=price>80 €</p><button>Add to cart</button>"
    )
    product = read_page(page.encode(), url="https://shop.example/p/kettle").product
    assert product is not None
    return product.category_path


def links(*crumbs: str) -> str:
    """Crumbs as links."""
    return "".join(f"<a href=/{place}>{crumb}</a> " for place, crumb in enumerate(crumbs))


@pytest.mark.parametrize(
    ("crumbs", "path"),
    [
        (("Kitchen -", "Kettles -"), ("Kitchen", "Kettles")),
        (("Home ⇒", "Kitchen ⇒", "Kettles"), ("Kitchen", "Kettles")),
        (("Kitchen » ", "Kettles -50%"), ("Kitchen", "Kettles -50%")),
        (("T-shirts", "V-neck"), ("T-shirts", "V-neck")),
    ],
)
def test_separators_are_no_part_of_a_category(
    crumbs: tuple[str, ...], path: tuple[str, ...]
) -> None:
    """Marks at the ends, and a dash behind a space."""
    assert trail(links(*crumbs)) == path


@pytest.mark.parametrize(
    "before",
    [("Back", "Home"), ("Wo bin ich?", "Startseite"), ("Назад", "Главная"), ("Acme Shop", "Home"), ("Return to Home",), ("Tilbage",)],
)  # fmt: skip
def test_what_stands_before_the_front_page_is_no_category(before: tuple[str, ...]) -> None:
    """A way back, a question, the shop's name; a way back is none anywhere at the start."""
    assert trail(links(*before, "Kitchen", "Kettles")) == ("Kitchen", "Kettles")


def test_all_products_is_no_front_page() -> None:
    """Before it there may be a category; only at the start it is left out."""
    assert trail(links("Kitchen", "All products", "Kettles")) == (
        "Kitchen",
        "All products",
        "Kettles",
    )
    assert trail(links("All products", "Kettles")) == ("Kettles",)


MENU = "<div><ul><li><a href=/x>Pans</a></li><li><a href=/y>Knives</a></li></ul></div>"


@pytest.mark.parametrize(
    "crumbs",
    [
        f"<ul><li><a href=/>Home</a></li><li><a href=/k>Kitchen</a>{MENU}</li><li><a href=/t>Kettles</a></li></ul>",
        f"<a href=/>Home</a><div><a href=/k>Kitchen</a>{MENU}</div><div><a href=/t>Kettles</a>{MENU}</div>",
        "<ul><li><a href=/>Home</a><ul><li>» <a href=/k>Kitchen</a><ul><li>» <a href=/t>Kettles</a></li></ul></li></ul></li></ul>",
    ],
)  # fmt: skip
def test_menus_inside_a_trail_are_left_out_and_nested_crumbs_are_read(crumbs: str) -> None:
    """A list with several items below a crumb is a menu; one with one item is the next crumb."""
    assert trail(crumbs) == ("Kitchen", "Kettles")


def listed(crumbs: str, *, below: str = "") -> tuple[str, ...]:
    """The categories of a page with a list far above its heading, in a block without a name."""
    page = (
        f"<title>Kettle 2000</title><div><div><ul>{crumbs}</ul><b>Sale!</b></div></div><div><p>New</p>"
        "<div><div><h1>Kettle 2000</h1><p class=price>80 €</p><button>Add to cart</button></div></div>"
        f"</div>{below}"
    )
    product = read_page(page.encode(), url="https://shop.example/p/kettle").product
    assert product is not None
    return product.category_path


@pytest.mark.parametrize("mark", [">", "/", "»", "→"])
def test_a_list_with_arrows_between_its_links_is_a_trail(mark: str) -> None:
    """Wherever it stands; the front page in it may be no link."""
    between = f"<li aria-hidden=true>{mark}</li>"
    items = between.join(f"<li><a href=/{name}>{name}</a></li>" for name in ("Kitchen", "Kettles"))
    assert listed(items) == ("Kitchen", "Kettles")
    assert listed(f"<li><a>Home</a>{mark}</li>{items}") == ("Kitchen", "Kettles")


@pytest.mark.parametrize("mark", ["|", "•", "", "or"])
def test_other_lists_of_links_are_none(mark: str) -> None:
    """Menus part their entries by other marks; and one of the footer is none, whatever its marks are."""
    items = f"<li>{mark}</li>".join(
        f"<li><a href=/{name}>{name}</a></li>" for name in ("Kitchen", "Kettles")
    )
    assert listed(items) == ()
    footer = items.replace(f"<li>{mark}</li>", "<li>/</li>")
    assert listed("", below=f"<footer><ul>{footer}</ul></footer>") == ()
