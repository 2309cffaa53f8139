"""`templates.yml`: texts that agents put into a reply; the desk's own database takes them over."""

from collections.abc import Collection

from handoff.model.template import FIELDS, Template
from handoff.policy.document import Document
from handoff.policy.filling import check_sentence


def from_document(document: Document, banned: Collection[str]) -> tuple[Template, ...] | None:
    if document.problems:
        return None
    given = document.value["templates"]
    for index, one in enumerate(given):
        check_sentence(document, ("templates", index, "text"), one["text"], FIELDS, banned)
        if one["id"] in [other["id"] for other in given[:index]]:
            document.problem(("templates", index, "id"), f"{one['id']!r} is already the id of an earlier template")
    if document.problems:
        return None
    return tuple(Template(one["id"], one["title"], one["text"], one.get("channel")) for one in given)
