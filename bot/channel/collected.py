"""Where the bot's words go while a turn is answered: into the answer, as the contract wants them."""

from typing import Any

from rasa.core.channels.channel import OutputChannel


class Collected(OutputChannel):
    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.say: list[dict[str, Any]] = []

    def name(self) -> str:  # type: ignore[override]
        """ "web" or "sms": responses written `channel: sms` are chosen by it."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        if not message.get("text"):
            raise ValueError("the bot may only say text, with or without buttons")
        said: dict[str, Any] = {"text": message["text"]}
        if self._channel == "web" and message.get("buttons"):
            said["buttons"] = [{"id": button["payload"], "title": button["title"]} for button in message["buttons"]]
        self.say.append(said)
