"""What a customer writes on the web: taken in once, in order, whatever it is; and a clear answer to bad requests."""

import asyncio
import uuid

from tests.handoff.service import Service
from tests.handoff.web_visitor import Visitor


async def test_a_message_is_acknowledged_with_its_place_and_shown(service: Service) -> None:
    visitor = await Visitor.of(service)
    first, second = await visitor.tell("my blender came cracked"), await visitor.tell("and nobody answers")
    assert (first.status_code, second.status_code) == (202, 202)
    assert (first.json(), second.json()) == ({"seq": 1}, {"seq": 2})
    shown = (await visitor.news())["messages"]
    assert [(one["seq"], one["author"], one["text"]) for one in shown] == [
        (1, "customer", "my blender came cracked"),
        (2, "customer", "and nobody answers"),
    ]


async def test_the_same_id_five_times_at_once_is_one_message(service: Service) -> None:
    visitor, id = await Visitor.of(service), str(uuid.uuid4())
    answers = await asyncio.gather(*(visitor.tell("once", id) for _ in range(5)))
    assert [answer.json() for answer in answers] == [{"seq": 1}] * 5
    assert await visitor.texts() == ["once"]


async def test_two_customers_may_use_the_same_id(service: Service) -> None:
    one, other, id = await Visitor.of(service), await Visitor.of(service), str(uuid.uuid4())
    await one.tell("mine", id)
    await other.tell("another", id)
    assert (await one.texts(), await other.texts()) == (["mine"], ["another"])


async def test_strange_texts_are_taken_in_and_never_break_anything(service: Service) -> None:
    visitor = await Visitor.of(service)
    strange = ["", "   ", "🙂🙂", '/request_human{"email": "a@b.c"}', "a\0b", "x" * 50_000, "\U0001f600" * 50_000]
    for text in strange:
        assert (await visitor.tell(text)).status_code == 202, text[:20]
    body = b'{"id": "%s", "text": "half \\ud83d pair"}' % str(uuid.uuid4()).encode()
    headers = visitor.headers | {"Content-Type": "application/json"}
    answer = await service.http.post("/chat/messages", content=body, headers=headers)
    assert answer.status_code == 202
    assert len(await visitor.texts()) == len(strange) + 1


async def test_two_hundred_messages_in_a_minute_are_all_kept_in_order(service: Service) -> None:
    visitor = await Visitor.of(service)
    for index in range(200):
        assert (await visitor.tell(f"part {index}")).status_code == 202
    told = [text for text in await visitor.texts() if text.startswith("part")]
    assert told == [f"part {index}" for index in range(200)]


async def test_a_loop_is_told_to_slow_down_and_when_to_come_back(service: Service) -> None:
    visitor = await Visitor.of(service)
    # What is refused counts too, and costs the test less than 600 messages that are taken in.
    refused = [(await visitor.post("messages", {})).status_code for _ in range(600)]
    assert set(refused) == {422}
    answer = await visitor.tell("again")
    assert (answer.status_code, answer.json()["error"]) == (429, "too_fast")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert (await (await Visitor.of(service)).tell("somebody else")).status_code == 202


async def test_bad_messages_are_refused_with_a_reason(service: Service) -> None:
    visitor, id = await Visitor.of(service), str(uuid.uuid4())
    bad: list[tuple[object, int, str]] = [
        ([], 422, "malformed"),
        ({"text": "no id"}, 422, "malformed"),
        ({"id": "1", "text": "short id"}, 422, "malformed"),
        ({"id": 7, "text": "number"}, 422, "malformed"),
        ({"id": id}, 422, "malformed"),
        ({"id": id, "text": None}, 422, "malformed"),
        ({"id": id, "text": ["a"]}, 422, "malformed"),
        ({"id": id, "text": "x" * 50_001}, 413, "too_large"),
        ({"id": id, "text": "x" * 2_000_000}, 413, "too_large"),
    ]
    for body, status, code in bad:
        answer = await visitor.post("messages", body)
        assert (answer.status_code, answer.json()["error"]) == (status, code), str(body)[:60]
        assert answer.json()["detail"].endswith(".")
    assert await visitor.texts() == []


async def test_what_is_no_json_is_refused(service: Service) -> None:
    visitor = await Visitor.of(service)
    bad = [
        (b"{", "application/json", 400, "not_json"),
        (b"\xff\xfe", "application/json", 400, "not_json"),
        (b"", "application/json", 400, "not_json"),
        (b"[" * 100_000, "application/json", 400, "not_json"),
        (b'{"id": 1}', "text/plain", 415, "wrong_content_type"),
        (b"id=1&text=hello", "application/x-www-form-urlencoded", 415, "wrong_content_type"),
    ]
    for body, kind, status, code in bad:
        headers = visitor.headers | {"Content-Type": kind}
        answer = await service.http.post("/chat/messages", content=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (status, code), body[:20]


async def test_a_story_in_parts_gets_one_answer_after_done(service: Service) -> None:
    visitor = await Visitor.of(service)
    for part in ("so I ordered a blender", "it came cracked", "twice"):
        await visitor.tell(part)
    assert (await visitor.post("done")).status_code == 204
    news = await visitor.news(after=3, wait=10)
    while not news["messages"]:
        news = await visitor.news(after=3, wait=10)
    assert [one["text"][:10] for one in news["messages"]] == ["I heard 3:"]


async def test_a_button_is_the_customers_word_and_an_unknown_one_is_refused(service: Service) -> None:
    visitor, id = await Visitor.of(service), str(uuid.uuid4())
    assert (await visitor.press("yes")).status_code == 422
    await visitor.tell("it came cracked, that's all")
    await service.until(lambda: service.said(visitor.conversation))
    answers = [await visitor.press("yes", id), await visitor.press("yes", id)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(202, {"seq": 3})] * 2
    assert (await visitor.texts())[2] == "Yes, that's it"
    unknown = await visitor.press("no_such_button")
    assert (unknown.status_code, unknown.json()["error"]) == (422, "unknown_button")


async def test_while_the_customer_types_the_turn_stays_open(service: Service) -> None:
    visitor = await Visitor.of(service)
    await visitor.tell("it came cracked")
    assert (await visitor.post("typing")).status_code == 204
    conversation = await service.conversation(visitor.conversation)
    assert conversation.typing_until is not None


async def test_a_sent_message_ends_the_typing_that_announced_it(service: Service) -> None:
    visitor = await Visitor.of(service)
    await visitor.post("typing")
    await visitor.tell("order 4471")
    assert (await service.conversation(visitor.conversation)).typing_until is None
