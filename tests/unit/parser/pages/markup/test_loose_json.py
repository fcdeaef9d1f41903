"""JSON as shops write it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages.markup.loose_json import MAX_DEPTH, read, read_at

#: what is wrong, the text, the values
BROKEN: list[tuple[str, str, list[Any]]] = [
    ("a semicolon behind", '{"a":1};', [{"a": 1}]),
    ("a comment around", '<!-- {"a":1} -->', [{"a": 1}]),
    ("a comment over lines", '<!--\n{"a":1}\n//-->', [{"a": 1}]),
    ("CDATA in line comments", '//<![CDATA[\n{"a":1}\n//]]>', [{"a": 1}]),
    ("CDATA in block comments", '/*<![CDATA[*/{"a":1}/*]]>*/', [{"a": 1}]),
    ("escaped quotes of HTML", "{&quot;a&quot;:&quot;x &amp; y&quot;}", [{"a": "x & y"}]),
    ("an inch mark", '{"name":"TV 55" black","b":2}', [{"name": 'TV 55" black', "b": 2}]),
    ("an inch mark at the end", '{"name":"TV 55"","b":2}', [{"name": 'TV 55"', "b": 2}]),
    ("an inch mark before a comma", '{"name":"55", black","b":2}', [{"name": '55", black', "b": 2}]),
    ("two objects in a row", '{"a":1}{"b":2}', [{"a": 1}, {"b": 2}]),
    ("two objects with a comma", '{"a":1},{"b":2}', [{"a": 1}, {"b": 2}]),
    ("single quotes", "{'a':'b','c':'it's'}", [{"a": "b", "c": "it's"}]),
    ("a byte order mark", '\ufeff{"a":1}', [{"a": 1}]),
    ("an escape of JavaScript", r'{"a":"x\x20y"}', [{"a": "x y"}]),
    ("an escape of nothing", r'{"a":"it\'s"}', [{"a": "it's"}]),
    ("trailing commas", '{"a":[1,2,],}', [{"a": [1, 2]}]),
    ("a raw line end", '{"a":"x\ny"}', [{"a": "x\ny"}]),
    ("NaN", '{"a":NaN}', [{"a": None}]),
    ("undefined", '{"a":undefined}', [{"a": None}]),
    ("keys without quotes", '{a:1, b:"x"}', [{"a": 1, "b": "x"}]),
    ("a forgotten comma", '{"a":"x" "b":"y"}', [{"a": "x", "b": "y"}]),
    ("a text that breaks off", '{"a":{"b":[1,2', [{"a": {"b": [1, 2]}}]),
    ("a string that breaks off", '{"a":"unterminated', [{"a": "unterminated"}]),
    ("comments", '{"a": // one\n 1 /* two */}', [{"a": 1}]),
    ("a brace too many", '{"a":1}}', [{"a": 1}]),
    ("quotes inside", '{"d":"He said "hi", then left","e":1}', [{"d": 'He said "hi", then left', "e": 1}]),
    ("backslashes everywhere", r'{\"a\":\"b\"}', [{"a": "b"}]),
    ("a price as people write it", '{"price": 1 299, "b":1}', [{"price": "1 299", "b": 1}]),
    ("a comma in a price", '{"price": 12,5}', [{"price": "12,5"}]),
    ("a number without a nought", '{"a":.5}', [{"a": 0.5}]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "values"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_broken_json_is_read(text: str, values: list[Any]) -> None:
    """Each of the ways in which shops break it, and it is reported as broken."""
    assert read(text) == (values, False)


@pytest.mark.parametrize("text", ["", "   ", "nonsense", "//", "{", "[" * 1000])
def test_a_text_without_values_has_none(text: str) -> None:
    """An empty script says nothing."""
    assert read(text)[0] == []


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12))  # fmt: skip
def test_strict_json_is_read_as_it_is(value: object) -> None:
    """What json writes comes back, and is called strict."""
    assert read(json.dumps(value)) == ([value], True)


@given(st.text(alphabet="{}[]\":,\\' \n/*<!-0a", max_size=60))
def test_no_mixture_of_its_signs_raises(text: str) -> None:
    """Any tangle of brackets, quotes and comments ends."""
    read(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 50_000, '"' * 100_000, '{"a":"' + '" ' * 100_000, "/*" * 100_000, "{" + ",;" * 100_000,
     '{"a":"' + ('"' + " " * 150) * 3000, '{"a":"' + "\\" * 100_001, '{"a":' + "9" * 100_000 + "}"],
)  # fmt: skip
def test_hostile_texts_end_soon(text: str) -> None:
    """The work is linear in the length; the time limit is what is tested."""
    values, _ = read(text)
    assert len(values) <= 1


def test_nesting_has_a_limit() -> None:
    """Deeper than any page means, a broken text is given up."""
    deep = "{a:" * (MAX_DEPTH + 5) + "1" + "}" * (MAX_DEPTH + 5)
    assert read(deep)[0] == []
    shallow = "{a:" * 5 + "1" + "}" * 5
    assert read(shallow)[0] != []


def test_a_literal_in_a_script_ends_where_it_ends() -> None:
    """What stands behind it is not read."""
    script = 'var x = {"a": [1, 2]}; other({b: 3})'
    value, end = read_at(script, script.index("{"))
    assert value == {"a": [1, 2]}
    assert script[end:].startswith(";")
    loose, _ = read_at(script, script.index("{b"))
    assert loose == {"b": 3}
