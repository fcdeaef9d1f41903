"""What a page is for."""

import pytest

from parser.pages.reading import read_page
from parser.pages.records import PageType

CARD = '<li class="card"><a href="/p/{0}"><img src="/{0}.jpg" alt="Чайник номер {0}"></a><a href="/p/{0}">Чайник номер {0}</a><span class="price">{0}90 ₽</span><button>В корзину</button></li>'
LIST = (
    "<title>Чайники</title><h1>Чайники</h1><ul>"
    + "".join(CARD.format(number) for number in range(1, 9))
    + "</ul>"
)
LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("html", "url", "kind"),
    [
        (LD.format('{"@type":"Product","name":"A","offers":{"@type":"Offer","price":1}}') + "<h1>A</h1>", "/x", PageType.PRODUCT),
        ("<title>Чайник белый</title><h1>Чайник белый</h1><p class=price>990 ₽</p><button>Купить</button>", "/x", PageType.PRODUCT),
        (LIST, "/x", PageType.CATEGORY),
        (LD.format('{"@type":"CollectionPage"}'), "/x", PageType.CATEGORY),
        (LD.format('{"@type":"BlogPosting","headline":"h"}'), "/x", PageType.ARTICLE),
        ('<meta property="og:type" content="article"><p>text</p>', "/x", PageType.ARTICLE),
        ("<p>text</p>", "/blog/how-to", PageType.ARTICLE),
        ("<p>text</p>", "/catalog/chayniki/", PageType.CATEGORY),
        ("<p>text</p>", "/about", PageType.OTHER),
    ],
)  # fmt: skip
def test_a_page_is_for_one_thing(html: str, url: str, kind: PageType) -> None:
    """By its product, its markup, its cards, and last by its address."""
    assert read_page(html.encode(), url=f"https://shop.example{url}").page_type is kind


def test_an_error_is_an_error_whatever_it_shows() -> None:
    """A missing page that recommends products is no category."""
    assert (
        read_page(LIST.encode(), url="https://shop.example/x", status=404).page_type
        is PageType.ERROR
    )


@pytest.mark.parametrize(
    ("title", "missing"),
    [
        ("404", True), ("404 Not Found", True), ("«404»", True), ("Посуда — 404", True), ("Shop - 404", True),
        ("Ошибка 404", True), ("HTTP Error 404", True), ("Ой, 404!", True), ("Страница 404 | Посуда", True),
        ("Peugeot 404", False), ("Нержавеющая сталь AISI 404", False), ("Запчасти для Claas 404 – каталог", False),
    ],
)  # fmt: skip
def test_a_model_is_no_missing_page(title: str, missing: bool) -> None:  # noqa: FBT001 - a column of a table
    """404 tells of a missing page on its own and after words of errors, not after a name."""
    html = f"<title>{title}</title><p>text</p>"
    assert read_page(html.encode(), url="https://shop.example/x").seo.soft_404 is missing


@pytest.mark.parametrize(
    "html",
    [
        '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>',
        "<title>shop.example</title><script>var dd={'host':'geo.captcha-delivery.com'}</script>",
        "<script>window.KPSDK={};KPSDK.now=Date.now</script>",
        '<script src="https://x.token.awswaf.com/x/challenge.js"></script><h1>JavaScript is disabled</h1>',
        "<title>Почти готово</title><p>Подозрительная активность. Проверяем браузер</p>",
        "<title>Zugriff verweigert</title><p>Bitte bestätigen Sie, dass Sie kein Roboter sind.</p>",
        "<title>Shop</title><p>Verifique que no es un robot</p>",
        "<title>Boutique</title><p>Confirmez que vous n'êtes pas un robot</p>",
    ],
)
def test_a_wall_is_known_by_its_maker_or_its_words(html: str) -> None:
    """However the mark is written, in the languages of shops."""
    assert read_page(html.encode(), url="https://shop.example/p/1").seo.bot_wall


@pytest.mark.parametrize(
    ("refresh", "body", "is_wall"),
    [
        ("0", "", True),
        ("1; url=/p/1", "<h1>One moment</h1>", True),
        ("0;URL='https://shop.example/p/1#top'", "", True),
        ("0; url=/p/2", "", False),
        ("60", "", False),
        ("0", '<a href="/">Home</a>', False),
        ("0", "<p>" + "word " * 100, False),
        ("soon", "", False),
    ],
)
def test_a_page_that_only_loads_itself_looks_for_its_cookie(
    refresh: str, body: str, *, is_wall: bool
) -> None:
    """It holds nothing, leads nowhere and comes again at once: what it hides is not gone."""
    html = f'<meta http-equiv="refresh" content="{refresh}">{body}'
    found = read_page(html.encode(), url="https://shop.example/p/1").seo
    assert found.bot_wall is is_wall


@pytest.mark.parametrize(
    "mark",
    [
        '<div class="g-recaptcha"></div>',
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
        '<script src="https://js.datadome.co/tags.js"></script>',
        "<form><label>Я не робот <input type=checkbox></label></form>",
    ],
)
def test_a_short_page_with_a_menu_is_no_wall(mark: str) -> None:
    """Scripts of protections are on all pages, captchas in forms; a wall has no menu around it."""
    html = f"<title>Контакты</title><main><h1>Контакты</h1><p>Москва</p></main>{mark}"
    menu = "".join(f'<a href="/{number}">Раздел</a>' for number in range(12))
    url = "https://shop.example/contacts"
    assert read_page(html.encode(), url=url).seo.bot_wall
    assert not read_page(f"{html}<nav>{menu}</nav>".encode(), url=url).seo.bot_wall


def test_a_list_of_cards_is_no_product() -> None:
    """Not with prices and buttons, and not with each card's own markup."""
    cards = "".join(
        f'<div itemscope itemtype="http://schema.org/Product"><a itemprop="url" href="/p/{number}"><b itemprop="name">Чайник {number}</b></a>'
        f'<p itemprop="offers" itemscope itemtype="http://schema.org/Offer"><b itemprop="price">{number}</b></p></div>'
        for number in range(1, 9)
    )
    for html in (LIST, f"<title>Посуда</title><h1>Посуда</h1>{cards}"):
        reading = read_page(html.encode(), url="https://shop.example/x")
        assert reading.product is None
        assert reading.page_type is PageType.CATEGORY
