"""JSON-LD, microdata and RDFa become one graph."""

from parser.pages.document import Document
from parser.pages.markup import json_ld, microdata, rdfa
from parser.pages.markup.things import MAX_THINGS, Graph, property_name, type_names
from parser.pages.records import Source


def graph_of(html: str) -> Graph:
    """Everything that a page's markup says."""
    document = Document(html.encode(), url="https://shop.example/a/b")
    graph = Graph()
    json_ld.read(document, graph)
    microdata.read(document, graph)
    rdfa.read(document, graph)
    return graph


def block(text: str, kind: str = "application/ld+json") -> str:
    """One JSON-LD script."""
    return f'<script type="{kind}">{text}</script>'


def test_one_broken_block_does_not_lose_the_others() -> None:
    """Each block is read on its own; what is broken is reported by its number."""
    html = (
        block('{"@type":"Product","name":"A"}')
        + block("nothing {")
        + block("")
        + block('{"@type":"WebPage"}')
    )
    graph = Graph()
    broken = json_ld.read(Document(html.encode(), url="https://shop.example/"), graph)
    assert [thing.types for thing in graph.things] == [("Product",), ("WebPage",)]
    assert [(one.number, one.repaired) for one in broken] == [(2, False)]


def test_the_type_may_have_a_parameter() -> None:
    """`application/ld+json; charset=utf-8` is JSON-LD in any case of letters."""
    graph = graph_of(block('{"@type":"Product"}', "Application/LD+JSON; charset=utf-8"))
    assert [thing.types for thing in graph.things] == [("Product",)]


def test_graphs_lists_and_references_are_followed() -> None:
    """@graph, arrays, several types, @value and @id lead to the same things."""
    graph = graph_of(
        block(
            '{"@context":"https://schema.org","@graph":[{"@type":"WebPage","mainEntity":{"@id":"#p"}},'
            '[{"@type":["http://schema.org/Product","Thing"],"@id":"#p","name":{"@value":"A &amp; B"},'
            '"schema:offers":[{"@type":"Offer","price":1},{"@type":"Offer","price":"2"}]}]]}'
        )
    )
    page, product = next(graph.of_type("webpage")), next(graph.of_type("product"))
    assert graph.thing_of(page, "mainentity") is product
    assert graph.text(product, "name") == "A & B"
    assert [graph.text(offer, "price") for offer in graph.things_of(product, "offers")] == [
        "1",
        "2",
    ]


def test_a_reference_to_itself_does_no_harm() -> None:
    """Cycles are only walked as far as they are asked for."""
    graph = graph_of(block('{"@type":"Product","@id":"#a","isRelatedTo":{"@id":"#a"},"name":"A"}'))
    product = graph.things[0]
    assert graph.thing_of(product, "isrelatedto") is product
    assert graph.text(product, "isrelatedto") == "A"


def test_microdata_gives_properties_to_the_nearest_item() -> None:
    """Nested items, several names in one attribute, content, addresses and itemref."""
    graph = graph_of(
        '<div itemscope itemtype="http://schema.org/Product" itemref="elsewhere">'
        '<h1 itemprop="name">A <b>B</b></h1><img itemprop="image" src="/i.jpg">'
        '<p itemprop="offers" itemscope itemtype="https://schema.org/Offer"><b itemprop="price" content="12">12 r</b>'
        '<link itemprop="availability" href="http://schema.org/InStock"><meta itemprop="priceCurrency" content="RUB"></p>'
        '</div><p id="elsewhere"><i itemprop="brand manufacturer">Acme</i></p>'
    )
    product, offer = graph.things
    assert product.source is Source.MICRODATA
    assert graph.text(product, "name") == "A B"
    assert graph.text(product, "image") == "https://shop.example/i.jpg"
    assert graph.text(product, "manufacturer") == "Acme"
    assert graph.thing_of(product, "offers") is offer
    assert (graph.text(offer, "price"), offer.via) == ("12", "offers")


def test_rdfa_lite_is_read_and_open_graph_is_not() -> None:
    """`property` counts inside a `typeof` only, and not with the prefixes of others."""
    graph = graph_of(
        '<meta property="og:title" content="T"><div vocab="http://schema.org/" typeof="Product"><b property="name">N</b>'
        '<i property="og:price">5</i><p property="offers" typeof="Offer"><b property="schema:price">7</b></p></div>'
    )
    product, offer = graph.things
    assert set(product.properties) == {"name", "offers"}
    assert graph.text(offer, "price") == "7"


def test_names_are_short_and_lower() -> None:
    """Whatever their prefix: schema.org is written in many ways."""
    assert property_name("http://schema.org/priceCurrency") == "pricecurrency"
    assert type_names("schema:Product http://schema.org/Car") == ("Product", "Car")
    assert type_names(["Product", None, {}]) == ("Product",)
    assert type_names(None) == ()


def test_a_page_may_not_state_without_end() -> None:
    """A hundred thousand things are cut."""
    graph = graph_of(
        block("[" + ",".join(['{"@type":"Thing","name":"x"}'] * (MAX_THINGS + 100)) + "]")
    )
    assert len(graph.things) <= MAX_THINGS


def test_values_that_say_nothing_are_left_out() -> None:
    """Empty texts, spaces and null are no values."""
    graph = graph_of(
        block('{"@type":"Product","name":"","sku":"  ","mpn":null,"gtin":[],"brand":{}}')
    )
    assert [
        name
        for name, values in graph.things[0].properties.items()
        if graph.texts(graph.things[0], name)
    ] == []
