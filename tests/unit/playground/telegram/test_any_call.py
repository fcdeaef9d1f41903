import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.telegram.api import schema
from playground.telegram.api.call import Upload
from playground.telegram.world.values import ChatType, Status
from tests.unit.playground.telegram.stage import Stage

_NAMES = """
type offset length url user id message_id quote text inline_keyboard keyboard callback_data chat_id
remove_keyboard command description user_id emoji web_app copy_text style
"""
_WORDS = st.sampled_from(_NAMES.split())
_PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 1, 2, 3, 100001, -400001, -1001500000001, 700000001, 2**63]),
    st.text(max_size=6),
    st.sampled_from(
        ["emoji", "chat", "default", "chat_member", "bold", "text_link", "👍", "ya.ru"]
    ),
)
_JSON = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=8,
)
_ARGUMENT = st.one_of(
    _JSON.map(lambda value: value if isinstance(value, str) else json.dumps(value)),
    st.sampled_from(["", "1", "2", "100001", "-400001", "-1001500000001", "HTML", "attach://x"]),
    st.sampled_from(["@team_chat", "\0", "\ud800", "typing", "[1,2]", "{", "-9" * 40]),
)
_METHODS = sorted(set(schema.methods()) - {"getupdates"})


@pytest.fixture
def crowded() -> Stage:
    """A world with a chat of every kind."""
    stage = Stage()
    stage.say(stage.private(), "x")
    stage.group(ChatType.GROUP)
    stage.group(status=Status.ADMINISTRATOR, username="team_chat", is_forum=True)
    return stage


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.sampled_from(_METHODS), st.data())
async def test_any_call(crowded: Stage, method: str, data: st.DataObject) -> None:
    """Whatever a call holds, it is answered by a result that fits the schema or by a refusal."""
    names = sorted({*schema.methods()[method].parameters, *schema.LEGACY, "colour"})
    given_names = data.draw(st.lists(st.sampled_from(names), max_size=6, unique=True))
    arguments: dict[str, Any] = {name: data.draw(_ARGUMENT) for name in given_names}
    content = data.draw(
        st.sampled_from([b"", b"x", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\1" * 4])
    )
    uploads = {"x": Upload(name=data.draw(st.text(max_size=9)), mime_type="", content=content)}
    answer = await crowded.answer(method, uploads, **arguments)
    if answer["ok"]:
        returns = schema.methods()[method].returns
        assert list(schema.faults(answer["result"], returns)) == []
    else:
        assert answer["error_code"] in {400, 403, 429}
        assert answer["description"].split(":")[0] in {
            "Bad Request",
            "Forbidden",
            "Too Many Requests",
        }
    crowded.drain()
