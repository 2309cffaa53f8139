"""The customer's side of a demo story, and the assistant's answers to it, through the service's own functions."""

import uuid
from typing import Any

from sqlalchemy import Connection

from handoff.bot_client import Answer, HandingOver
from handoff.demo.story import Story
from handoff.inbox import Inbound
from handoff.model.channel import Address, Channel
from handoff.model.message import Button, Utterance
from handoff.model.wish import Wish
from handoff.parts import Parts
from handoff.phrases import Phrases
from handoff.store import conversations, inbox, turns
from handoff.turns.saying import say

OURS = "+447400000042"
YES, SKIP = "yes", "skip"


class Customer:
    """`fragments`: the ids of the messages by their name in the intake."""

    def __init__(self, parts: Parts, story: Story, words: Phrases, titles: dict[str, str]) -> None:
        self._parts = parts
        self._words = words
        self._titles = titles
        self.story = story
        self.conversation = ""
        self.fragments: dict[str, str] = {}

    @property
    def is_sms(self) -> bool:
        return self.story.phone is not None

    async def tell(self, index: int) -> None:
        await self._say(str(index), self.story.tells[index], self.story.readings[index])

    async def says(self, index: int, text: str, *, stops: bool = False) -> None:
        """`index`: among what is said after the story."""
        reading = self.story.readings[len(self.story.tells) + index]
        await self._say(f"later{index}", text, reading, Wish.STOP if stops else None)

    async def reflected(self) -> None:
        await self._parts.inbox.done(self.conversation)
        buttons = tuple(Button(id, title) for id, title in self._titles.items() if id != SKIP)
        await self._answer(Answer((Utterance(self.story.reflection, buttons),), None, None, "reflecting", None))

    async def confirms(self) -> None:
        await self._press(YES)

    async def asked(self, index: int) -> None:
        key = self.story.asked[index]
        question = self._parts.questions.text(f"utter_ask_{key}", self.story.id)
        button = Button(SKIP, self._titles[SKIP])
        await self._answer(Answer((Utterance(question, (button,)),), None, key, "gathering", None))

    async def answers(self, index: int) -> None:
        text = self.story.answers[index]
        if text is None:
            await self._press(SKIP)
            return
        given = [answer for answer in self.story.answers[:index] if answer is not None]
        await self._say(f"a{index}", text, self.story.answer_readings[len(given)])
        await self._parts.inbox.done(self.conversation)

    async def handed_over(self) -> None:
        """Also straight after the story, where somebody may be in danger."""
        await self._parts.inbox.done(self.conversation)
        words = Utterance(self._words.text("utter_handed_over", self.story.id))
        intake = self._with_ids(self.story.intake)
        handing = HandingOver(self.story.reason, None, intake)
        await self._answer(Answer((words,), handing, None, "handed_over", intake))

    async def finds_it(self, how: str) -> None:
        """Answers whether it was made right."""
        await self._press("made_right" if how == "right" else "not_made_right")

    async def adds(self) -> None:
        """What is still wrong, where something is."""
        words = self.story.later
        if words is not None:
            await self._say("after", words, {**_READ, "intent": {"name": "tell", "confidence": 0.9}, "upset": 0.6})

    async def _press(self, button: str) -> None:
        """A phone has no buttons: its owner writes the words."""
        title = self._titles.get(button, "")
        if self.is_sms or not title:
            title = title or ("yes it is, thanks" if button == "made_right" else "no, not yet")
            intent = {"name": "affirm" if button in (YES, "made_right") else "deny", "confidence": 0.95}
            await self._say(f"said-{button}-{uuid.uuid4().hex}", title, {**_READ, "intent": intent})
            await self._parts.inbox.done(self.conversation)
            return
        external = uuid.uuid4().hex
        receipt = await self._parts.inbox.press(self.conversation, button, external)
        await self._read(receipt.message, title, _READ)

    async def _say(self, name: str, text: str, reading: dict[str, Any], wish: Wish | None = None) -> None:
        channel = Channel.SMS if self.is_sms else Channel.WEB
        address = Address(channel, self.story.phone or f"demo-{self.story.id}", OURS if self.is_sms else None)
        provider = "twilio" if self.is_sms else f"web:{self.story.id}"
        now = self._parts.clock.now()
        said = Inbound(text, provider, f"demo-{uuid.uuid4().hex}", now, address=address, wish=wish)
        receipt = await self._parts.inbox.accept(said)
        self.conversation, self.fragments[name] = receipt.conversation, receipt.message
        await self._read(receipt.message, text, reading)

    async def _read(self, message: str, text: str, reading: dict[str, Any]) -> None:
        document, now = {**reading, "fragment": message}, self._parts.clock.now()
        await self._parts.database.write(lambda conn: inbox.store_reading(conn, message, document, now, of_text=text))

    async def _answer(self, answer: Answer) -> None:
        def work(conn: Connection) -> None:
            turn = turns.live(conn, self.conversation)
            if turn is not None:
                say(conn, turn.id, answer, policies=self._parts.policies, now=self._parts.clock.now())
            conversations.change(conn, self.conversation, typing_until=None)

        await self._parts.database.write(work)

    def _with_ids(self, part: Any) -> Any:
        if isinstance(part, dict):
            return {
                key: self.fragments.get(value, value) if key == "fragment" else self._with_ids(value)
                for key, value in part.items()
            }
        return [self._with_ids(item) for item in part] if isinstance(part, list) else part


_READ: dict[str, Any] = {
    "intent": {"name": "affirm", "confidence": 0.95},
    "feelings": [],
    "kinds": [],
    "facts": [],
    "wanted": [],
    "flags": [],
    "complaint": 0.05,
    "upset": 0.05,
    "wants_person": 0.0,
    "abuse": {"level": "none", "probability": 0.0},
    "closing": None,
}
