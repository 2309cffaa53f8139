"""What is new in a packet since its last version."""

from collections.abc import Iterator, Mapping

from handoff.cases.packet_shape import Change, Packet


def changes_between(before: Packet, after: Packet) -> list[Change]:
    return [
        *_facts(before, after),
        *_added(
            "feeling_added", [one["name"] for one in before["feelings"]], [one["name"] for one in after["feelings"]]
        ),
        *_added("flag_added", [one["name"] for one in before["flags"]], [one["name"] for one in after["flags"]]),
        *_other("kind_changed", before["kind"], after["kind"]),
        *_other("wanted_changed", before["wanted"]["kind"], after["wanted"]["kind"]),
        *_other("remedy_changed", before["remedy"]["id"], after["remedy"]["id"]),
        *_other("severity_raised", str(before["severity"]), str(after["severity"])),
    ]


def _facts(before: Packet, after: Packet) -> Iterator[Change]:
    old, new = _values(before), _values(after)
    for key, value in new.items():
        if key not in old:
            yield Change(what="fact_added", key=key, before=None, after=value)
        elif old[key] != value:
            yield Change(what="fact_changed", key=key, before=old[key], after=value)
    for key in old.keys() - new.keys():
        yield Change(what="fact_gone", key=key, before=old[key], after=None)


def _values(packet: Packet) -> Mapping[str, str]:
    return {fact["key"]: fact["value"] for fact in reversed(packet["facts"])}


def _added(what: str, before: list[str], after: list[str]) -> Iterator[Change]:
    for name in dict.fromkeys(after):
        if name not in before:
            yield Change(what=what, key=name, before=None, after=name)


def _other(what: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(what=what, key=None, before=before, after=after)
