"""The two lines a story can be played on: the web widget's interface and the phone simulator's."""

import uuid
from typing import Any, Protocol

import httpx2


class Line(Protocol):
    def send(self, text: str) -> None: ...
    def press(self, button: str) -> None: ...
    def done(self) -> None: ...
    def conversation(self) -> str | None:
        """The conversation's id, once there is one."""


class WebLine:
    def __init__(self, http: httpx2.Client) -> None:
        self._http = http
        session = _ok(http.post("/chat/sessions", json={}))
        self._conversation = str(session["conversation"])
        self._headers = {"Authorization": f"Bearer {session['token']}"}

    def send(self, text: str) -> None:
        self._post("/chat/messages", {"id": str(uuid.uuid4()), "text": text})

    def press(self, button: str) -> None:
        self._post("/chat/buttons", {"id": str(uuid.uuid4()), "button": button})

    def done(self) -> None:
        self._post("/chat/done", {})

    def conversation(self) -> str | None:
        return self._conversation

    def _post(self, path: str, body: dict[str, str]) -> None:
        _ok(self._http.post(path, json=body, headers=self._headers))


class SmsLine:
    """Speaks as a phone of the fake carrier. Buttons do not exist on a phone: the story writes the words."""

    def __init__(self, http: httpx2.Client, number: str, token: str) -> None:
        self._http, self._number = http, number
        self._headers = {"Authorization": f"Bearer {token}"}

    def send(self, text: str) -> None:
        _ok(self._http.post("/phone/messages", json={"number": self._number, "text": text}))

    def press(self, button: str) -> None:
        raise ValueError(f"a phone has no button {button!r}: write the words instead")

    def done(self) -> None:
        self.send("DONE")

    def conversation(self) -> str | None:
        found = _ok(
            self._http.get(
                "/api/conversations", params={"channel": "sms", "address": self._number}, headers=self._headers
            )
        )
        conversations = found["conversations"]
        return str(conversations[0]["id"]) if conversations else None


def _ok(response: httpx2.Response) -> dict[str, Any]:
    if response.is_error:
        raise RuntimeError(f"{response.request.method} {response.request.url.path}: {response.text[:300]}")
    return dict(response.json()) if response.content else {}
