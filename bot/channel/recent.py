"""The end of a dialogue, which is all that policies look at: so a long conversation is not slower than a short one."""

from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

TURNS = 4  # more than the states that `max_history` of config.yml reaches back


def recent(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """A dialogue of the last turns, begun with the slots that policies may see as they were then."""
    events = tracker.applied_events()
    told = [at for at, event in enumerate(events) if isinstance(event, UserUttered)]
    begin = _listening_before(events, told[-TURNS]) if len(told) > TURNS else 0
    visible = {name for name, slot in tracker.slots.items() if slot.influence_conversation}
    set_before = {event.key: event for event in events[:begin] if isinstance(event, SlotSet) and event.key in visible}
    short = tracker.init_copy()
    for event in [*set_before.values(), *events[begin:]]:
        short.update(_without_words(event))
    return short


def _without_words(event: Event) -> Event:
    """Policies go by intents; Rasa's debug log would write the customer's words down."""
    return UserUttered(None, event.intent) if isinstance(event, UserUttered) else event


def _listening_before(events: list[Event], told: int) -> int:
    return max(at for at in range(told) if isinstance(events[at], ActionExecuted))
