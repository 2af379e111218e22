"""``python3 -m suite COMMAND``: what the Makefile calls."""

import argparse
import signal
import sys

from . import server, ui
from .ui import Stop, say


def _bench(arguments):
    from . import bench

    return bench.bench(arguments.name)


def _lint(arguments):
    from . import lint

    return lint.main(arguments.addon)


def _format(arguments):
    from . import lint

    return lint.reformat(arguments.addon)


def _test(arguments):
    from . import testing

    return testing.main(arguments.addon)


COMMANDS = {
    "run": lambda arguments: server.run(),
    "stop": lambda arguments: server.stop(),
    "clean": lambda arguments: server.clean(),
    "shell": lambda arguments: server.shell(),
    "test": _test,
    "lint": _lint,
    "format": _format,
    "bench": _bench,
}


def _interrupt(_number, _frame):
    """Treat every request to end alike, so that what we started is stopped."""
    raise KeyboardInterrupt


def main():
    """Run one command; a thing to mend is one line, never a traceback."""
    parser = argparse.ArgumentParser(prog="suite", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--addon", default="", help="one addon, or several with commas")
    parser.add_argument("--name", default="", help="one benchmark, or several with commas")
    arguments = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _interrupt)
    try:
        return COMMANDS[arguments.command](arguments) or 0
    except Stop as reason:
        say(f"make {arguments.command}: {reason}")
        return 2
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        say(f"make {arguments.command}: {error.strerror or error}{place}; mend that and run again")
        return 2
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    finally:
        ui.end_all()


if __name__ == "__main__":
    sys.exit(main())
