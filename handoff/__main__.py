"""The service's commands: serve, token, agent, check, understood, replay, demo; carrier, which a foreman starts."""

import argparse
import sys

from handoff.settings import Settings, SettingsError

COMMANDS = ("serve", "carrier", "token", "agent", "check", "understood", "replay", "demo")


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m handoff")
    parser.add_argument("command", choices=COMMANDS)
    command = parser.parse_args(words[:1]).command
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        raise SystemExit(str(error)) from error
    # Imported where needed: `understood` should not wait for a web server it does not start.
    if command == "serve" and settings.workers > 1 and settings.foreman_fd is None:
        from handoff.foreman import Foreman

        Foreman(settings).run()
    elif command == "serve":
        from handoff.server import run

        run(settings)
    elif command == "carrier":
        from handoff.carrier_server import run as carrier

        carrier(settings)
    elif command in ("token", "agent"):
        from handoff.desk import commands

        commands.main(command, words[1:], settings)
    elif command == "demo":
        from handoff.demo.command import main as demo

        demo(settings)
    elif command == "check":
        from handoff.policy.check import main as check

        check(settings.policy_dir)
    elif command == "understood":
        from handoff.cases.understood import main as understood

        understood(settings.policy_dir)
    else:
        from handoff.replay.command import main as replay

        replay(words[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
