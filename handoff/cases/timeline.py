"""Earlier contacts and our promises, as the customer told them, with the promises that we broke."""

from datetime import date

from handoff.cases.circumstances import day_of
from handoff.cases.packet_shape import TimelineEntry
from handoff.model.intake import Fact, Intake, Moment


def timeline_of(intake: Intake, today: date) -> list[TimelineEntry]:
    entries = [TimelineEntry(broken=_is_broken(moment, today), **moment) for moment in intake["timeline"]]
    promised = next((fact for fact in intake["facts"] if fact["key"] == "promised_date"), None)
    if promised and not any(entry["what"] == "company_promise" for entry in entries):
        moment = _promise_moment(promised)
        if moment:
            entries.append(TimelineEntry(broken=_is_broken(moment, today), **moment))
    return sorted(entries, key=lambda entry: entry["when"] or "9999")


def _promise_moment(fact: Fact) -> Moment | None:
    if fact["fragment"] is None or fact["start"] is None or fact["end"] is None or not fact["words"]:
        return None
    return Moment(
        what="company_promise",
        words=fact["words"],
        when=fact["value"],
        fragment=fact["fragment"],
        start=fact["start"],
        end=fact["end"],
    )


def _is_broken(moment: Moment, today: date) -> bool:
    day = day_of(moment["when"])
    return moment["what"] == "company_promise" and day is not None and day < today
