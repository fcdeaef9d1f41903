"""What can be wrong with a value given to the command reader; text from people never raises.

CommandsError
|-- CommandError    JSON that is no command (a stored alias, a button, a stored context)
|-- CatalogueError  a catalogue that cannot be used, such as two sites with one id
`-- GrammarError    a grammar file that cannot be compiled
"""


class CommandsError(Exception):
    """Any error of this package."""


class CommandError(CommandsError, ValueError):
    """A value from JSON is not a command, a context or an alias; `part` names the field."""

    def __init__(self, part: str, value: object) -> None:
        super().__init__(f"{part}: {value!r}")
        self.part = part
        self.value = value


class CatalogueError(CommandsError, ValueError):
    """A catalogue breaks its own rule; `site` is the id it breaks at."""

    def __init__(self, site: str, rule: str) -> None:
        super().__init__(f"{site!r}: {rule}")
        self.site = site
        self.rule = rule


class GrammarError(CommandsError, ValueError):
    """A template or a word of a grammar file cannot be compiled; `place` says where it stands."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem
