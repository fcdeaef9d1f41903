"""Ratings, conditions and sellers of products whose markup does not state them."""

from decimal import Decimal

import pytest

from parser.pages.records import Product
from tests.unit.parser.pages.products.plain_page import BUY, PRICE, found_in

RATED = "<div>Rated 4.5 out of 5</div>"


def product(around: str, *, below: str = "") -> Product:
    """The product of a page with something right below its heading, and below its price."""
    page = f"<main><h1>Kettle 2000</h1>{around}{PRICE}{BUY}{below}</main>"
    found = found_in(page, head="<title>Kettle 2000</title>")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("around", "value", "count"),
    [
        ("<span>4.5 out of 5 stars</span> <a href=#r>1,234 ratings</a>", "4.5", 1234),
        ("<span>4,6 sur 5 étoiles</span> <a href=#r>2 480 évaluations</a>", "4.6", 2480),
        ("<span>4,7 von 5 Sternen</span><span>(91)</span>", "4.7", 91),
        ("<div>Оценка: 4.8 из 5, отзывов: 12</div>", "4.8", 12),
        ("<div>Рейтинг 4,8 / 5</div><div>Отзывы (12)</div>", "4.8", 12),
        ("<div>★★★★☆ 4.1/5</div><div>based on 7 reviews</div>", "4.1", 7),
        ("<div>8,9 из 10</div><div>41 отзыв</div>", "8.9", 41),
        ("<div class=stars aria-label='Rated 4.5 out of 5 stars'></div><b>(3)</b>", "4.5", 3),
        ("<div class=stars aria-label='Rated 4.5 out of 5 stars'></div>", None, None),
        ("<div class=rating><i title='4,2 из 5'></i></div><a href=#r>3 отзыва</a>", "4.2", 3),
        ("<div>15 отзывов</div>", None, 15),
        ("<div>3 of 5 pieces left</div>", None, None),
        ("<div>Shop rating: 4.9 out of 5</div><div>2000 reviews of this shop</div>", None, None),
        ("<p>(<b class=count>12</b><i>customer reviews)</i></p>", None, 12),
        (
            "<div>Rated 4.50 out of 5 based on</div><div>12</div><div>customer ratings</div>",
            "4.50",
            12,
        ),
        ("<div>4.6 / 5.0</div><div>(31)</div>", "4.6", 31),
        ("<div>Bewertet mit 4.67 von 5</div>", "4.67", None),
        ("<div>4,7</div><div>1 482 оценки</div>", "4.7", 1482),
        ("<div>Рейтинг: 4.25 (18 отзывов)</div>", "4.25", 18),
        ("<div>4.25</div><div>18 reviews</div>", None, 18),  # it could be a price
        ("<div class=rating><i style='width: 80%'></i></div><a>3 Bewertungen</a>", "4", 3),
        ("<div class=reviews><b class=stars style=width:90%></b><a>3 reviews</a></div>", "4.5", 3),
        ("<div class=rating style=width:100%><i></i></div><a>3 reviews</a>", None, 3),
        (
            "<div class=rating><i style=width:80%></i><i style=width:20%></i></div><a>3 reviews</a>",
            None,
            3,
        ),
        ("<div class=rating><i style='width: 80%'></i></div><a>0 reviews</a>", None, 0),
        ("<div>0 out of 5</div><div>0 reviews</div>", None, 0),
        ("<div>Nobody has rated it yet</div>", None, None),
        ("<div>Page 1 of 10</div>", None, None),
        ("<div>4.5 out of 5%</div>", None, None),
        ("<div>7 out of 5</div>", None, None),
        ("<div>7 colours (12)</div>", None, None),
    ],
)
def test_it_is_read_beside_the_heading(around: str, value: str | None, count: int | None) -> None:
    """As a sentence, as drawn stars with a title, with the number of reviews in words or brackets."""
    found = product(around)
    assert (found.rating, found.review_count) == (value and Decimal(value), count)


@pytest.mark.parametrize(
    "below",
    [
        f"<h2>Reviews</h2><div>Anna</div>{RATED}<p>Very quiet indeed.</p>",
        f"<h2>Отзывы покупателей</h2>{RATED}",
        f"<h2>What they say</h2>{RATED}<p>Very quiet.</p><div>Rated 2 out of 5</div>",
        f"<h2>Related products</h2><div>Teapot</div>{RATED}<div>(12)</div>",
        f"<div>{'<p>Another line of a long description of it.</p>' * 40}</div>{RATED}",
    ],
)
def test_others_are_not_its_own(below: str) -> None:
    """Each review has one, and so have related products."""
    found = product("", below=below)
    assert (found.rating, found.review_count) == (None, None)


@pytest.mark.parametrize(
    ("label", "condition"),
    [
        ("Condition: Used", "UsedCondition"),
        ("Состояние: б/у", "UsedCondition"),
        ("Состояние: новый", "NewCondition"),
        ("Zustand: generalüberholt", "RefurbishedCondition"),
        ("<table><tr><td>Condition</td><td>New</td></tr></table>", "NewCondition"),
        ("Condition:</div><div>Used", "UsedCondition"),
        ("État</div><div>Nouveau produit", "NewCondition"),
        ("Stan:</div><div>Używany", "UsedCondition"),
        ("Stav: Nové zboží", "NewCondition"),
        ("Condition</div><div>Brand: Used Kettles", None),
        ("Condition", None),
        ("Condition: see the photos", None),
        ("Condition: unused", None),
    ],
)
def test_a_label_tells_the_condition(label: str, condition: str | None) -> None:
    """In a line or in a table, in the words of schema.org."""
    assert product("", below=f"<div>{label}</div>").condition == condition


@pytest.mark.parametrize(
    ("label", "seller"),
    [
        ("Seller: Northern Kettles Ltd", "Northern Kettles Ltd"),
        ("Продавец: ИП Иванов", "ИП Иванов"),
        ("Sold by: Shop", None),  # the host's own name
        ("Продавец:</div><div>Ножи Z", "Ножи Z"),
        ("Sold by Northern Kettles Ltd", "Northern Kettles Ltd"),
        ("Vendu par <a href=/m>MobiPro</a>", "MobiPro"),
        ("Sold by the metre", None),
        ("Sold by Seeberger", "Seeberger"),
        ("Sold by 12 pieces", None),
        ("Seller: Contact seller", None),
        ("Продавец:</div><div>Связаться", None),
        ("Sold by Shöp", None),  # the host's own name
        ("Seller: LLC Northern, company 310012345678901", None),
        ("Seller:</div><div>Brand: Kettles", None),
        ("Seller", None),
        ("Seller</div><div>Information", None),
    ],
)
def test_a_label_tells_the_seller(label: str, seller: str | None) -> None:
    """If it is not the shop itself."""
    assert product("", below=f"<div>{label}</div>").seller == seller


def test_what_a_shop_tells_of_itself_is_no_seller() -> None:
    """Laws have shops name their company below everything else."""
    below = (
        f"<div>{'<p>Another line of a long description.</p>' * 70}</div><p>Seller: Company Ltd</p>"
    )
    assert product("", below=below).seller is None


def test_the_reviews_of_the_page_are_counted_above_their_own_ratings() -> None:
    """Stars in a picture beside the heading say nothing; the first review's are not the product's."""
    rest = f"<div>{'<p>A line.</p>' * 5}</div><h2>What they say</h2>{RATED}"
    found = product("<a>12 reviews</a>", below=rest)
    assert (found.rating, found.review_count) == (None, 12)


def test_stars_of_single_reviews_are_not_its_own() -> None:
    """They stand deeper than those beside the heading."""
    review = "<div><p class=who>Anna</p><div class=stars aria-label=5/5></div><p>Quiet.</p></div>"
    below = f"<section><div><div class=comments>{review}{review}</div></div></section>"
    found = product("<a>12 reviews</a>", below=below)
    assert (found.rating, found.review_count) == (None, 12)


def test_the_site_itself_is_no_seller() -> None:
    """By its name, of any alphabet."""
    page = f"<main><h1>Kettle 2000</h1>{PRICE}{BUY}<div>Продавец: Чайный Дом</div></main>"
    head = "<title>Kettle 2000</title><meta property=og:site_name content='чайный дом'>"
    found = found_in(page, head=head)
    assert found is not None
    assert found.seller is None


FULL, HOLLOW = "<i class='fa fa-star'></i>", "<i class='fa fa-star-o'></i>"
STACK = "<span class=fa-stack><i class='fa fa-star fa-stack-1x'></i><i class='fa fa-star-o fa-stack-1x'></i></span>"
FRAME = "<span class=fa-stack><i class='fa fa-star-o fa-stack-1x'></i></span>"


@pytest.mark.parametrize(
    ("stars", "value"),
    [
        (4 * FULL + HOLLOW, "4"),
        (3 * FULL + "<i class='fa fa-star-half-o'></i>" + HOLLOW, "3.5"),
        (4 * STACK + FRAME, "4"),
        (5 * STACK, "5"),
        (4 * "<i class='star star-full'></i>" + "<i class='star star-empty'></i>", "4"),
        (5 * "<i class='star star-full'></i>", "5"),
        (2 * "<span class='fa fa-star checked'></span>" + 3 * "<span class='fa fa-star'></span>", "2"),
        (4 * "<i class='fas fa-star'></i>" + "<i class='far fa-star'></i>", "4"),
        ("★★★★☆", "4"),
        (5 * FULL, None),
        (5 * "<div class=star><i class=material-icons>&#xe838;</i></div>", None),
        ("★★★★★", None),
        ("<select><option>5</option></select>" + 4 * FULL + HOLLOW, None),
        (5 * "<div>Good</div>", None),
    ],
)  # fmt: skip
def test_stars_are_counted_that_are_drawn_filled(stars: str, value: str | None) -> None:
    """By the names of their icons, where these differ or say it; never those by which a reader rates."""
    found = product(f"<div class=rating>{stars}</div><a href=#r>7 reviews</a>")
    assert (found.rating, found.review_count) == (Decimal(value) if value else None, 7)


def test_nobody_has_rated_what_is_not_reviewed() -> None:
    """Templates draw stars on every page."""
    stars = f"<div class=rating>{4 * FULL}{HOLLOW}</div>"
    assert product(f"{stars}<p>Reviews (0)</p>").rating is None


@pytest.mark.parametrize(
    ("around", "value", "count"),
    [
        ("<div class=star-rating rating=5><b>☆☆☆☆☆</b> <span>(6)</span></div>", "5", 6),
        ("<div class=stars data-rating=4.3></div><span>(6)</span>", "4.3", 6),
        ("<div class=stars data-rating=4.3></div>", None, None),
        ("<div class=stars><i data-score=1></i><i data-score=2></i></div><span>(6)</span>", None, None),
        ("<p>Kettle 2000 is rated 4.0 out of 5 by 148.</p>", "4.0", 148),
        ("<div>Kettle is rated <span class=a>4.0</span> out of <span class=b>5</span> by <span class=c>148</span>.</div>", "4.0", 148),
        ("<p>Kettle 2000 wurde mit 4.6 von 5 von 35 bewertet.</p>", "4.6", 35),
        ("<p>Kettle 2000 is rated 4.0 out of 5 pieces</p>", None, None),
    ],
)  # fmt: skip
def test_a_rating_for_scripts_and_search_engines_is_read(
    around: str, value: str | None, count: int | None
) -> None:
    """From the data of drawn stars, and from the sentence that services of reviews write."""
    found = product(around)
    assert (found.rating, found.review_count) == (Decimal(value) if value else None, count)


@pytest.mark.parametrize(
    ("above", "value", "count"),
    [
        ("<div>4.7 out of 5</div><div>328 reviews</div>", "4.7", 328), ("<div>328 отзывов</div><p>Kettles</p>", None, 328),
        ("<div class=stars title='4,2 / 5'></div><div>리뷰(55)</div>", "4.2", 55), ("<div>(12)</div>", None, None), ("<div>0 reviews</div>", None, 0),
        ("<div>4,9 von 5 Sternen</div><div>2.000 Bewertungen des Shops</div>", None, None), ("<div>9 reviews</div><p>A</p><p>B</p><p>C</p>", None, None),
    ],
)  # fmt: skip
def test_it_may_stand_right_above_the_heading(
    above: str, value: str | None, count: int | None
) -> None:
    """In the last lines there, with words; numbers in brackets alone are those of baskets."""
    page = f"<main><header>{above}</header><h1>Kettle 2000</h1>{PRICE}{BUY}</main>"
    found = found_in(page, head="<title>Kettle 2000</title>")
    assert found is not None
    assert (found.rating, found.review_count) == (value and Decimal(value), count)


def test_reviews_counted_below_the_heading_come_first() -> None:
    """What stands above may be another thing's."""
    found = found_in(
        f"<main><p>9 reviews</p><h1>Kettle 2000</h1>{PRICE}{BUY}<p>15 reviews</p></main>"
    )
    assert found is not None
    assert found.review_count == 15
