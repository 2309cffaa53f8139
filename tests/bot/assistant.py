"""Rasa and its action server as children of the tests, and how to talk to them."""

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import requests

BOT = Path(__file__).resolve().parents[2] / "bot"
SECRET = "a secret of the tests"
_ids = itertools.count(1)


class Assistant:
    def __init__(self, model: Path, folder: Path, actions: bool = True, **environment: str) -> None:
        self.model, self.folder, self._with_actions = model, folder, actions
        self.database = folder / "bot.db"
        self.port, self.actions_port = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self.port}/webhooks/amends"
        self._environment = environment
        self._children: list[subprocess.Popen[bytes]] = []
        self._session = requests.Session()

    def __enter__(self) -> "Assistant":
        try:
            if self._with_actions:
                self.start_actions()
            self.start_rasa()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start_actions(self) -> None:
        self.actions = self._launch("rasa_sdk", "--actions", "actions", "--port", str(self.actions_port))
        self._wait(f"http://127.0.0.1:{self.actions_port}/health")

    def start_rasa(self) -> None:
        files = ["--credentials", "credentials.yml", "--endpoints", "endpoints.yml"]
        place = ["--interface", "127.0.0.1", "--port", str(self.port), "--model", str(self.model)]
        self.rasa = self._launch("rasa", "run", "--debug", *place, *files)
        self._wait(f"{self.url}/")

    def stop(self) -> None:
        for child in self._children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def ask(self, path: str, body: Any, headers: dict[str, str] | None = None) -> requests.Response:
        given = {"data": body} if isinstance(body, bytes) else {"json": body}
        headers = {"X-Amends-Secret": SECRET} if headers is None else headers
        return self._session.post(f"{self.url}/{path}", headers=headers, timeout=60, **given)

    def read(self, text: str, **more: Any) -> dict[str, Any]:
        answer = self.ask("read", {"fragment": _new("m"), "text": text, "channel": "web", **more})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def respond(self, turn: dict[str, Any]) -> dict[str, Any]:
        answer = self.ask("respond", turn)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def _launch(self, *command: str) -> "subprocess.Popen[bytes]":
        environment = {
            **os.environ,
            "PYTHONPATH": f"{BOT / 'environment'}{os.pathsep}{BOT}",
            "AMENDS_BOT_SECRET": SECRET,
            "AMENDS_TRACKER_DB": str(self.database),
            "AMENDS_ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}/webhook",
            **self._environment,
        }
        with (self.folder / f"{command[0]}.log").open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=BOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._children.append(child)
        return child

    def _wait(self, url: str) -> None:
        for _ in range(1200):
            child = self._children[-1]
            assert child.poll() is None, f"it ended with {child.returncode}:\n{self.log()[-3000:]}"
            try:
                if self._session.get(url, headers={"X-Amends-Secret": SECRET}, timeout=5).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise AssertionError(f"{url} does not answer:\n{self.log()[-3000:]}")


def turn(*texts: str, conversation: str | None = None, channel: str = "web", **more: Any) -> dict[str, Any]:
    fragments = [{"id": _new("m"), "text": text} for text in texts]
    conversation = conversation or new_conversation()
    return {"turn": _new("t"), "conversation": conversation, "fragments": fragments, "channel": channel, **more}


def new_conversation() -> str:
    return uuid.uuid4().hex


def _new(kind: str) -> str:
    return f"{kind}{next(_ids)}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
