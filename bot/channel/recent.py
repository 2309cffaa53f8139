"""What policies look at: the last turns, without words. So a long conversation is not slower than a short one."""

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

TURNS = 3  # each has two states or more: no fewer states than `max_history` of config.yml reaches back


def recent(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """A dialogue of the last turns, begun with the slots that policies may see as they were then."""
    events = tracker.applied_events()
    told = [at for at, event in enumerate(events) if isinstance(event, UserUttered)]
    begin = _listening_before(events, told[-TURNS]) if len(told) > TURNS else 0
    set_before = {event.key: event for event in events[:begin] if isinstance(event, SlotSet)}
    short = tracker.init_copy()
    show(short, [*set_before.values(), *events[begin:]])
    return short


def show(short: DialogueStateTracker, events: list[Event]) -> None:
    """Adds what policies go by. Words they would only write into Rasa's debug log."""
    for event in events:
        if isinstance(event, UserUttered):
            short.update(UserUttered(None, event.intent))
        elif not isinstance(event, BotUttered) and not (isinstance(event, SlotSet) and _hidden(short, event)):
            short.update(event)


def _hidden(tracker: DialogueStateTracker, event: SlotSet) -> bool:
    slot = tracker.slots.get(event.key)
    return slot is None or not slot.influence_conversation


def _listening_before(events: list[Event], told: int) -> int:
    return max(at for at in range(told) if isinstance(events[at], ActionExecuted))
