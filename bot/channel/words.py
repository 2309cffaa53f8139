"""Which of the designers' variations is said: never the same twice to one customer while another is left."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from understanding.site import load_site, policy_dir

from channel.sms_alphabet import in_sms_alphabet

FILLED_BY_THE_SERVICE = ("reference", "person", "promised")  # in the transaction that opens the case
_FIELD = re.compile(r"{(\w+)}")


class UnfilledField(Exception):
    """A response names a field that nobody gave; better no answer than "Dear {name}"."""


class Words(TemplatedNaturalLanguageGenerator):
    def __init__(self, endpoint_config: Any = None, domain: Domain | None = None) -> None:
        super().__init__((domain or Domain.empty()).responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **fields: Any
    ) -> dict[str, Any]:
        """Raises UnfilledField; KeyError when there is no such response."""
        said = [event.metadata.get("variation") for event in tracker.events if isinstance(event, BotUttered)]
        variations = self._fitting(utter_action, output_channel, tracker.current_slot_values())
        place = _choose(utter_action, len(variations), tracker.sender_id, said)
        chosen = variations[place]
        text = _fill(chosen["text"], fields | {"company": load_site(policy_dir()).company})
        if output_channel == "sms":
            text = in_sms_alphabet(text)
        return {"text": text, "buttons": chosen.get("buttons"), "variation": _variation(utter_action, place)}

    def _fitting(self, utter_action: str, channel: str, slots: dict[str, Any]) -> Sequence[dict[str, Any]]:
        """Those for this channel, else those for any; of them those whose condition holds, else those without one."""
        written = self.responses[utter_action]
        for_channel = [one for one in written if one.get("channel") == channel]
        candidates = for_channel or [one for one in written if "channel" not in one]
        holding = [one for one in candidates if "condition" in one and _holds(one["condition"], slots)]
        return holding or [one for one in candidates if "condition" not in one]


def _choose(utter_action: str, count: int, conversation: str, said: Sequence[str | None]) -> int:
    """Begin somewhere that only the conversation decides, then go round: the one said least often is next."""
    if not count:
        raise KeyError(f"{utter_action} has no variation for this channel and these slots")
    begin = int.from_bytes(hashlib.blake2s(f"{conversation} {utter_action}".encode()).digest()[:4], "big")
    order = ((begin + step) % count for step in range(count))
    return min(order, key=lambda place: said.count(_variation(utter_action, place)))


def _variation(utter_action: str, place: int) -> str:
    return f"{utter_action}#{place}"


def _holds(conditions: Sequence[dict[str, Any]], slots: dict[str, Any]) -> bool:
    return all(slots.get(condition["name"]) == condition["value"] for condition in conditions)


def _fill(text: str, fields: dict[str, Any]) -> str:
    def value(field: re.Match[str]) -> str:
        name = field[1]
        if name in FILLED_BY_THE_SERVICE:
            return field[0]
        if name not in fields:
            raise UnfilledField(name)
        return str(fields[name])

    return _FIELD.sub(value, text)
