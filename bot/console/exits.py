"""How a process of ours ends when something is wrong that people can mend."""

#: settings, files, tokens: starting again changes nothing until somebody mends it
MISCONFIGURED = 2
#: a store or Telegram is out of reach: starting again may help
UNAVAILABLE = 3
#: by Ctrl-C or SIGTERM before the work was done
INTERRUPTED = 130


class StartError(Exception):
    """One line for people; `code` is the exit code."""

    def __init__(self, line: str, code: int = MISCONFIGURED) -> None:
        super().__init__(line)
        self.code = code
