"""The command line `progon`.

Each command imports what it needs when it is called: `progon interpret` starts in a fraction of a
second because it loads no server, no bot and no crawler.
"""

import gc
import io
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bot.console.exits import StartError

app = typer.Typer(
    name="progon",
    help="Runs crawls over your sites from one sentence in a chat, and brings the reports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

#: sysexits.h's EX_SOFTWARE
_OUR_FAULT = 70

With = Annotated[Path | None, typer.Option("--with", hidden=True, help="settings as JSON")]


@app.command()
def run() -> None:
    """Everything in one: stores, workers and the bot; without BOT_TOKEN the playground's chat."""
    from bot.console.run import run_all

    _finish(run_all)


@app.command()
def bot(settings: With = None) -> None:
    """The Telegram bot alone."""
    from bot.console.bot_process import run_bot

    _finish(lambda: run_bot(settings), is_logged=True)


@app.command()
def worker(settings: With = None) -> None:
    """A worker alone. Start as many as you like, on any machine that reaches the stores."""
    from bot.console.processes import run_worker

    _finish(lambda: run_worker(settings), is_logged=True)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from bot.console.processes import run_migrate

    _finish(run_migrate)


@app.command()
def chat(
    person: Annotated[str, typer.Option(help="who speaks: a name of the playground")] = "",
) -> None:
    """The terminal chat against a running playground."""
    from bot.console.chat import run_chat

    _finish(lambda: run_chat(person))


@app.command()
def interpret(
    now: Annotated[str, typer.Option(help="the moment of speaking, ISO 8601 with offset")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="print the reading, not JSON")] = False,  # noqa: FBT002 - typer's flags
) -> None:
    """Read sentences from standard input, one a line, and print what each means as JSON."""
    gc.disable()  # what is loaded stays: looking it through for garbage takes a fifth of the start
    from bot.console.interpret import run_interpret

    _finish(lambda: run_interpret(now, explain=explain))


@app.command()
def inspect(
    page: Annotated[str, typer.Argument(help="an address, a saved page, or - for input")] = "",
    url: Annotated[str, typer.Option(help="the address of a saved page")] = "",
    site: Annotated[str, typer.Option(help="a site of the sites file: its selectors")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="everything, as JSON")] = False,  # noqa: FBT002 - typer's flags
    lines: Annotated[  # noqa: FBT002 - typer's flags
        bool, typer.Option("--jsonl", help='many: {"html": path, "url": ...} a line in, one out')
    ] = False,
) -> None:
    """What would be read from a page, and why: product, SEO record, issues, sources."""
    from bot.console.inspect_page import Wish, run_inspect

    wish = Wish(page=page, url=url, site=site, as_json=as_json, lines=lines)
    _finish(lambda: run_inspect(wish))


@app.command()
def phrases(
    action: Annotated[str, typer.Argument(help="check, list or forget")],
    phrase: Annotated[str, typer.Argument(help="what to forget")] = "",
) -> None:
    """What the bot was taught: replay it all as tests, list it, or forget a phrase."""
    from bot.console.phrases import run_phrases

    _finish(lambda: run_phrases(action, phrase))


@app.command()
def doctor() -> None:
    """Check settings, stores, token, sites file and rights; say what to do about each fault."""
    from bot.console.doctor import run_doctor

    _finish(run_doctor)


@app.command()
def health() -> None:
    """Whether a bot or a worker of this host is alive: for a container's health check."""
    from bot.console.health import run_health

    _finish(run_health)


def main() -> None:
    """The entry point of `progon`."""
    _let_all_letters_through()
    app()


def _let_all_letters_through() -> None:
    """Files and pipes get UTF-8; a terminal of another encoding gets signs instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _finish(command: Callable[[], int | None], *, is_logged: bool = False) -> None:
    """A fault that people can mend is one line and a code that is not 0; so is an error of ours.

    Only what goes into a log (`is_logged`) has a traceback.
    """
    try:
        code = command()
    except StartError as error:
        print(f"progon: {error}", file=sys.stderr)
        code = error.code
    except KeyboardInterrupt:
        code = 130
    except (BrokenPipeError, typer.Exit):
        raise
    except Exception as error:
        if is_logged:
            raise
        print(f"progon: an error of ours, please report it: {_in_one_line(error)}", file=sys.stderr)
        code = _OUR_FAULT
    raise typer.Exit(code or 0)


def _in_one_line(error: Exception) -> str:
    """What went wrong and where, without a traceback and without secrets."""
    from config.logs import redact

    last = traceback.extract_tb(error.__traceback__)[-1]
    what = " ".join(redact(str(error)).split())[:300]
    return f"{type(error).__name__}: {what} ({Path(last.filename).name}, line {last.lineno})"


if __name__ == "__main__":
    main()
