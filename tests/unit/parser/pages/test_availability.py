"""Whether a product can be bought, in markup's words and in people's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages import lexicon
from parser.pages.availability import from_markup, from_words, is_buy_control, quantity, refuses
from parser.pages.records import Availability


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("http://schema.org/InStock", "InStock"), ("https://schema.org/instock", "InStock"), ("InStock", "InStock"),
        ("http://schema.org/InStock/", "InStock"), ("schema.org/OutOfStock", "OutOfStock"), ("in stock", "InStock"),
        ("out_of_stock", "OutOfStock"), ("OutOfStcok", "OutOfStock"), ("InStockk", "InStock"), ("oos", "OutOfStock"),
        ("preorder", "PreOrder"), ("BackOrder", "BackOrder"), ("http://schema.org/LimitedAvailability", "LimitedAvailability"),
        ("Discontinued", "Discontinued"), ("http://schema.org/SoldOut", "SoldOut"), (True, "InStock"), (False, "OutOfStock"),
        ("В наличии", "InStock"), ("true", "InStock"), ("unavailable", "OutOfStock"), ("http://schema.org/InStoreOnly", "InStoreOnly"),
    ],
)  # fmt: skip
def test_markup_names_a_state(value: object, state: str) -> None:
    """With or without the address, in any case, with a letter wrong."""
    assert from_markup(value) == state


@pytest.mark.parametrize(
    "value", [None, "", "https://schema.org/", "unknown", "https://schema.org/Whatever", 7.5]
)
def test_markup_that_names_no_state_is_none(value: object) -> None:
    """An unknown word is not guessed."""
    assert from_markup(value) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("В наличии", "InStock"), ("Нет в наличии", "OutOfStock"), ("Наличие: нет", "OutOfStock"),
        ("Есть в наличии в 3 магазинах", "InStock"), ("Осталось 3 шт.", "LimitedAvailability"),
        ("Осталось 0 шт", "OutOfStock"), ("Под заказ", "BackOrder"), ("Предзаказ", "PreOrder"),
        ("Снят с производства", "Discontinued"), ("Распродано", "SoldOut"), ("Товар закончился", "OutOfStock"),
        ("Сообщить о поступлении", "OutOfStock"), ("only 3 left in stock", "LimitedAvailability"),
        ("0 in stock", "OutOfStock"), ("Not in stock", "OutOfStock"), ("Currently unavailable.", "OutOfStock"),
        ("No longer available", "Discontinued"), ("Sold out", "SoldOut"), ("Sofort lieferbar", "InStock"),
        ("nicht lieferbar", "OutOfStock"), ("En stock", "InStock"), ("Rupture de stock", "OutOfStock"),
        ("Agotado", "OutOfStock"), ("Skladem", "InStock"), ("Není skladem", "OutOfStock"), ("Ni na zalogi", "OutOfStock"),
        ("Немає в наявності", "OutOfStock"), ("売り切れ", "SoldOut"), ("Під замовлення", "BackOrder"), ("Мало", "LimitedAvailability"),
        ("Out of stock - on backorder and will be dispatched once in stock.", "BackOrder"), ("Available on backorder", "BackOrder"),
        ("Nicht auf Lager, aber bestellbar", "BackOrder"), ("Nicht auf Lager und muss erst nachbestellt werden", "BackOrder"),
        ("3 in stock (can be backordered)", "InStock"), ("Derniers articles en stock", "LimitedAvailability"),
        ("Dieser Artikel steht derzeit nicht zur Verfügung!", "OutOfStock"),
        ("Próximamente disponible", "PreOrder"), ("Almost sold out", "LimitedAvailability"), ("Få kvar i lager", "LimitedAvailability"), ("Nur noch wenige verfügbar", "LimitedAvailability"),
        ("Ships in 4-6 weeks", "BackOrder"), ("Ships in 2 days", "InStock"), ("Склад: более 10 шт", "InStock"), ("Lagernd", "InStock"),
        ("Недоступно для заказа", "OutOfStock"), ("Закінчився", "OutOfStock"), ("Chwilowy brak", "OutOfStock"), ("Знято з виробництва", "Discontinued"),
        ("Benachrichtigen Sie mich, sobald der Artikel lieferbar ist.", "OutOfStock"),
    ],
)  # fmt: skip
def test_words_of_a_page_name_a_state(text: str, state: str) -> None:
    """A negation holds the words of its opposite and wins."""
    stock = from_words(text)
    assert stock is not None
    assert stock.availability == state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("This product is no longer in stock", "OutOfStock"), ("Este producto ya no está en stock", "OutOfStock"),
        ("Este produto não está disponível no momento", "OutOfStock"), ("Produkten finns inte längre i lager", "OutOfStock"),
        ("nicht sofort lieferbar", "OutOfStock"), ("Dit product is niet meer op voorraad", "OutOfStock"),
        ("Kein Mindestbestellwert. Sofort lieferbar", "InStock"), ("не только в наличии", "InStock"),
        ("Don't wait: in stock now", "InStock"), ("Plus de 10 en stock", "InStock"), ("Nu op voorraad", "InStock"),
    ],
)  # fmt: skip
def test_a_negation_denies_what_stands_behind_it_in_its_clause(text: str, state: str) -> None:
    """In whatever words between; not across a mark, and not in "not only"."""
    stock = from_words(text)
    assert stock is not None
    assert stock.availability == state


@pytest.mark.parametrize(
    "text",
    ["", "hello", "stock cube", "Добавить в избранное", "Доставка завтра", "Pickup currently unavailable at Main Street",
     "Shipping unavailable to PO boxes", "Unavailable for delivery", "Not available for delivery", "Video unavailable", "Delivery: unavailable", "Доставка временно недоступна", "Фото отсутствует"],
)  # fmt: skip
def test_other_words_name_no_state(text: str) -> None:
    """What only sounds like stock says nothing."""
    assert from_words(text) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Backorders accepted, will ship by Jan 5", "BackOrder"), ("Temporarily out of stock. Order now and we'll deliver when available.", "BackOrder"),
        ("This listing sold on Sun, Nov 1", "SoldOut"), ("完売しました", "SoldOut"), ("売り切れました", "SoldOut"), ("Товар в архиве", "Discontinued"),
        ("Товар разобрали", "OutOfStock"), ("Скоро будет", "OutOfStock"), ("Только в розничных магазинах", "InStoreOnly"), ("Available in stores only", "InStoreOnly"),
        ("Restocking Dec 12", "OutOfStock"), ("Available quantity: 0", "OutOfStock"), ("Temporalmente sin stock", "OutOfStock"),
        ("Out of stock. Order now similar kettles", "OutOfStock"),
    ],
)  # fmt: skip
def test_shops_word_it_in_their_own_ways(text: str, state: str) -> None:
    """Seen in shops and on marketplaces."""
    found = from_words(text)
    assert found is not None
    assert found.availability == state


@pytest.mark.parametrize(
    "text",
    [
        "Available quantity: 10",
        "Скоро будет зима",
        "Restocking fee 15%",
        "Sold on our website since 2012",
        "Архив",
    ],
)
def test_words_that_resemble_those_tell_nothing(text: str) -> None:
    """Of a count, of a fee, of the shop."""
    found = from_words(text)
    assert found is None or not refuses(found.availability)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Back in stock soon", "OutOfStock"), ("Get notified when back in stock", "OutOfStock"), ("На складе: нет", "OutOfStock"),
        ("Остаток на складе: 0", "OutOfStock"), ("Plus disponible", "OutOfStock"), ("Ce produit n'est pas disponible", "OutOfStock"),
        ("No hay stock", "OutOfStock"), ("Tomt på lager", "OutOfStock"), ("Bald wieder verfügbar", "OutOfStock"), ("Liefertermin unbekannt", "OutOfStock"),
        ("Уведомить", "OutOfStock"), ("Notify me", "OutOfStock"), ("Нет в аптеках города", "OutOfStock"), ("在庫：×", "OutOfStock"), ("库存：0", "OutOfStock"),
        ("재입고 알림", "OutOfStock"), ("Temin edilemiyor", "OutOfStock"), ("Už není v nabídce", "Discontinued"), ("販売終了", "Discontinued"),
        ("Verfügbar ab: 01.02.2027", "PreOrder"), ("In Kürze lieferbar", "PreOrder"), ("Brevemente", "PreOrder"), ("Çok Yakında", "PreOrder"),
        ("Lieferbar in 3-4 Wochen", "BackOrder"), ("Lieferzeit: ca. 2-3 Wochen", "BackOrder"), ("Expédié sous 4 à 6 semaines", "BackOrder"),
        ("Forventet på lager 12. december", "BackOrder"), ("Expected in stock 12 December", "BackOrder"), ("Dostupnost: Objednáme", "BackOrder"),
        ("Na dotaz", "BackOrder"), ("Disponibilità: ordinabile", "BackOrder"), ("Ware im Zulauf", "BackOrder"), ("受注生産", "BackOrder"),
        ("Осталось много", "InStock"), ("На складе мало", "LimitedAvailability"), ("Kun 2 igjen", "LimitedAvailability"), ("残り3点", "LimitedAvailability"),
        ("Bientôt épuisé", "LimitedAvailability"), ("Bijna uitverkocht", "LimitedAvailability"), ("품절임박", "LimitedAvailability"),
        ("Ohne Liefertermin", "OutOfStock"), ("Ikke på nettlager", "OutOfStock"), ("Laost otsas", "OutOfStock"), ("En réapprovisionnement", "OutOfStock"),
        ("Spodziewana dostawa", "OutOfStock"), ("Lipsă stoc", "OutOfStock"), ("Stok tidak tersedia", "OutOfStock"), ("無庫存", "OutOfStock"), ("Aucune offre disponible", "OutOfStock"),
        ("Very short supply, no confirmed date", "OutOfStock"), ("Product is archived.", "Discontinued"), ("Nous ne commercialisons plus ce produit !", "Discontinued"),
        ("Voorbestellen", "PreOrder"), ("Προπαραγγελία", "PreOrder"), ("Available March 12", "PreOrder"), ("Na objednání", "BackOrder"),
        ("Voraussichtlich lieferbar ab 14.12.", "BackOrder"), ("Срок изготовления: 2-3 недели", "BackOrder"), ("Availability: 2-3 Days", "BackOrder"), ("Наличие: Ожидание 2-3 дня", "BackOrder"), ("Stock: 2-3 Days", "BackOrder"), ("In 2–5 Wochen lieferbar", "BackOrder"), ("Varen er utgått", "Discontinued"), ("Poistunut tuote", "Discontinued"),
        ("Binnenkort weer op voorraad", "OutOfStock"), ("Abverkauft", "SoldOut"), ("Printed on demand", "BackOrder"), ("Изготовим за 20 рабочих дней", "BackOrder"),
        ("Snart tillbaka", "OutOfStock"), ("Αναμένεται", "OutOfStock"), ("일시품절된 상품입니다", "OutOfStock"), ("Nakład wyczerpany", "SoldOut"), ("【予約】2027年3月発売予定", "PreOrder"),
        ("12 left", "LimitedAvailability"), ("Только самовывоз", "InStoreOnly"), ("Uniquement en magasin", "InStoreOnly"), ("Còn hàng", "InStock"), ("Διαθέσιμο", "InStock"),
        ("в 23 аптеках", "InStock"), ("Stock: 12", "InStock"), ("Lagerbestand: 12 Stück", "InStock"), ("库存：23", "InStock"), ("Dispo", "InStock"),
    ],
)  # fmt: skip
def test_words_that_hold_a_yes_may_mean_another_state(text: str, state: str) -> None:
    """A day, a wait for it, a number behind a label, in the words of many shops."""
    stock = from_words(text)
    assert stock is not None
    assert stock.availability == state
    assert not stock.is_promised


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Niet op voorraad, wel na te bestellen", "BackOrder"), ("Нет в наличии (под заказ)", "BackOrder"), ("Out of stock, can be backordered", "BackOrder"),
        ("Nicht auf Lager, Lieferzeit: 3-4 Wochen", "BackOrder"), ("Rupture de stock - commande possible", "BackOrder"),
        ("Not available for special order", "OutOfStock"), ("Nicht lieferbar, nicht bestellbar", "OutOfStock"), ("Out of stock. Expected in stock 12 May", "OutOfStock"),
    ],
)  # fmt: skip
def test_what_can_be_ordered_all_the_same_is_not_refused(text: str, state: str) -> None:
    """Where the same words say so behind a mark or a "but", and do not deny it."""
    stock = from_words(text)
    assert stock is not None
    assert stock.availability == state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Tijdelijk uitverkocht, binnenkort leverbaar", "OutOfStock"), ("Sold out, available soon", "SoldOut"), ("Нет в наличии, скоро в продаже", "OutOfStock"),
        ("Coming soon", "PreOrder"), ("Sold out. Pre-order the next batch", "PreOrder"),
    ],
)  # fmt: skip
def test_what_was_refused_and_comes_soon_comes_back(text: str, state: str) -> None:
    """An order in advance has to be offered; a day alone is that of its return."""
    stock = from_words(text)
    assert stock is not None
    assert stock.availability == state


@pytest.mark.parametrize("label", ["Disponibilitate: ", "Disponibilité : ", "Stock：", "Статус: "])
def test_behind_its_label_the_stock_is_told_in_few_words(label: str) -> None:
    """Which count only where they are all that is said."""
    stock = from_words(label + "la comandă")
    assert stock is not None
    assert stock.availability is Availability.BACK_ORDER
    assert from_words("Transport: la comandă") is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Verfügbar: Nein", "OutOfStock"), ("En stock : Non", "OutOfStock"), ("Stok Durumu: Yok", "OutOfStock"), ("В наявності: ні", "OutOfStock"),
        ("In stock: ✗", "OutOfStock"), ("재고: 없음", "OutOfStock"), ("在庫：なし", "OutOfStock"), ("在庫: △", "LimitedAvailability"),
        ("På lager: Nej", "OutOfStock"), ("Skladem: ano", "InStock"), ("Készlet: nincs", "OutOfStock"), ("Availability: Sold", "SoldOut"), ("Lagersaldo: 0", "OutOfStock"),
    ],
)  # fmt: skip
def test_a_label_of_the_stock_is_answered_by_yes_or_no(text: str, state: str) -> None:
    """The whole label and nothing but the answer."""
    stock = from_words(text)
    assert stock is not None
    assert stock.availability == state


@pytest.mark.parametrize(
    "text", ["Garantie: Nein", "Lagerung: nein", "Bluetooth: нет", "Stok Kodu: Yok", "No"]
)
def test_a_yes_or_no_behind_another_label_is_no_state(text: str) -> None:
    """A property of the thing is none of its stock."""
    assert from_words(text) is None


@pytest.mark.parametrize(
    "text",
    ["Lieferzeit: 2-3 Werktage", "Expédié sous 24h", "Wysyłka w ciągu 24 godzin", "Usually ships within 24 hours", "Levertijd: 1-2 werkdagen", "即日発送"],
)  # fmt: skip
def test_a_day_of_sending_is_a_promise(text: str) -> None:
    """It says that there is one, but less than words on the stock."""
    stock = from_words(text)
    assert stock is not None
    assert stock.is_promised
    assert stock.availability is Availability.IN_STOCK


@pytest.mark.parametrize(
    "text", ["Do 30 dnů vrácení zdarma", "Na cestě i doma", "Slut på sommaren", "Verfügbarkeit in Ihrem Markt prüfen", "Alles ab 29,90 €",
     "Nejnižší cena za posledních 30 dní", "Restam 2 dias", "仅剩3天", "Transport gratuit la comandă peste 200 lei", "Reviews are not yet available to you",
     "Подсветка отсутствует", "Brak", "Elérhető színek", "Отсутствует", "Sold", "All rights reserved", "Ships the same day when in stock"]
)  # fmt: skip
def test_words_that_begin_like_a_state_name_none(text: str) -> None:
    """Short words count where they are the whole line."""
    assert from_words(text) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("В наличии: 5 шт", 5), ("Осталось 3 шт.", 3), ("only 2 left", 2), ("17 in stock", 17),
     ("Pieejamība: 4 gab", 4), ("в наличии в 3 магазинах", None), ("в наличии", None)],
)  # fmt: skip
def test_a_quantity_is_a_count_of_pieces(text: str, count: int | None) -> None:
    """A number of shops is not a number of pieces."""
    assert quantity(text) == count


@pytest.mark.parametrize(
    ("caption", "buys"),
    [("Купить", True), (" В корзину ", True), ("Add to Cart", True), ("🛒 Add to cart", True), ("In den Warenkorb", True),
     ("Buy now", True), ("Aan winkelwagen toevoegen", True), ("カートに追加する", True), ("Adăugați în coș", True), ("Add to wishlist", False), ("Заказать звонок", False), ("Address", False), ("", False),
     ("Přidat do košíku", True), ("Přidat k porovnání", False), ("Osta nyt", True), ("Osta lahjakortti", False), ("Lägg till i varukorg", True),
     ("購入する", True), ("買い物かごに入れる", True), ("カート", False), ("立即抢购", True), ("购物车", False), ("장바구니 담기", True), ("장바구니 (0)", False),
     ("Заказать в 1 клик", True), ("Заказать консультацию", False), ("Купити зараз", True), ("Sofort-Kaufen", True), ("Kaufberatung", False), ("Warenkorb 0", False),
     ("Ajouter au caddie", True), ("Mon panier", False), ("Añadir al carro", True), ("Añadir a favoritos", False), ("Metti nel carrello", True), ("Bestel nu", True),
     ("Colocar no carrinho", True), ("Dodaj do ulubionych", False), ("Add this item to order", True), ("Order history", False), ("หยิบใส่ตะกร้า", True), ("Сатып алу", True),
     ("Koop nu", True), ("Įdėti į krepšelį", True), ("Добавяне в количката", True), ("Kupi odmah", True), ("Đặt mua", True), ("Cho vào giỏ", True),
     ("Tambahkan ke keranjang", True), ("Keranjang", False), ("شراء", True), ("Səbətə at", True), ("Գնել", True), ("კალათაში დამატება", True), ("अभी खरीदें", True),
     ("У кошык", True), ("Купіць", True), ("Agregar", True), ("Agregar a favoritos", False), ("Добави в любими", False), ("ซื้อ", True),
     ("Купить • 990 ₽", True), ("Kaufen 29,90 €", True), ("Koupit za 299 Kč", True), ("Buy 3", False), ("В корзине: 0", False)],
)  # fmt: skip
def test_a_caption_buys_or_does_not(caption: str, buys: bool) -> None:  # noqa: FBT001 - a column of a table
    """Words that begin other captions too have to be the whole caption."""
    assert is_buy_control(caption) is buys


def test_three_states_refuse() -> None:
    """Out of stock, sold out and discontinued cannot be bought; a pre-order can."""
    assert {state for state in Availability if refuses(state)} == {
        "OutOfStock",
        "SoldOut",
        "Discontinued",
    }
    assert not refuses(None)


def test_the_vocabulary_speaks_schema_org() -> None:
    """Every state that the word lists name is one of the record's, but for the promises."""
    table = lexicon.table("availability")
    assert {*table["markup"], *table["words"]} - {"Promised"} <= set(Availability)


@given(st.text())
def test_any_text_can_be_asked_for_stock(text: str) -> None:
    """Nothing raises."""
    from_markup(text)
    from_words(text)
