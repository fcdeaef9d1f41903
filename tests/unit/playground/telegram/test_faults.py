from playground.telegram.api.faults import Fault, FaultScript, Trouble


def _met(script: FaultScript, method: str = "sendmessage", bot: int = 7, chat: str = "5") -> str:
    fault = script.meet(method, bot, chat, 100.0)
    return fault.trouble.value if fault else ""


def test_counted() -> None:
    """A fault strikes as often as it says."""
    script = FaultScript()
    script.add(Fault(trouble=Trouble.RESET, times=2))
    assert [_met(script) for _ in range(3)] == ["reset", "reset", ""]


def test_timed() -> None:
    """A fault with an end strikes till then, however often."""
    script = FaultScript()
    script.add(Fault(trouble=Trouble.FLOOD, until=100.5))
    assert [_met(script) for _ in range(9)] == ["flood"] * 9
    assert script.meet("x", 7, "", 100.5) is None
    assert script.faults == []


def test_meant_for_some() -> None:
    """A fault may be meant for a method, a bot and a chat; the first that fits is met."""
    script = FaultScript()
    script.add(Fault(trouble=Trouble.SLOW, method="sendDocument"))
    script.add(Fault(trouble=Trouble.BLOCKED, chat_id=6))
    script.add(Fault(trouble=Trouble.RESET, bot_id=8))
    assert _met(script) == ""
    assert _met(script, "senddocument") == "slow"
    assert _met(script, chat="6") == "blocked"
    assert _met(script, bot=8) == "reset"
    assert _met(script, "senddocument", bot=8, chat="6") == "slow"


def test_taking_back() -> None:
    """One fault can be taken back, or all."""
    script = FaultScript()
    first, second = (script.add(Fault(trouble=Trouble.RESET)) for _ in range(2))
    script.remove(first.id)
    assert script.faults == [second]
    script.remove()
    assert script.faults == []
