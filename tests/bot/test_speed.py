"""The three patches of channel/speed.py: the same behaviour as Rasa's own code, and really in effect."""

import importlib.metadata
from collections.abc import AsyncIterator
from typing import Any

import jsonschema
import pytest
from aiohttp import web
from channel import speed
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

speed.install()
SLOT = {"event": "slot", "name": "phase", "value": "reflecting", "timestamp": None}
RESULTS: list[dict[str, Any]] = [
    {"events": [], "responses": []},
    {"events": [SLOT], "responses": [{"response": "utter_greet"}]},
    {"responses": []},
    {"events": {}, "responses": []},
    {"events": [SLOT], "responses": {}},
    {"events": [{**SLOT, "name": 1}], "responses": []},
    {"events": [{**SLOT, "timestamp": "now"}], "responses": []},
    {"events": [{"event": "slot", "name": "phase"}], "responses": []},
    {"events": [{"event": "no_such_event"}], "responses": []},
    {"events": [{"name": "phase"}], "responses": []},
    {"events": [], "responses": "hello"},
    {"events": "none"},
]


def test_the_patches_are_for_the_rasa_that_is_installed() -> None:
    assert importlib.metadata.version("rasa") == speed.RASA


@pytest.mark.parametrize("result", RESULTS, ids=str)
def test_an_answer_of_an_action_is_judged_as_jsonschema_judges_it(result: dict[str, Any]) -> None:
    try:
        jsonschema.validate(result, RemoteAction.action_response_format_spec())
    except jsonschema.ValidationError:
        with pytest.raises(jsonschema.ValidationError):
            RemoteAction("action_test", None)._validate_action_result(result)
    else:
        assert RemoteAction("action_test", None)._validate_action_result(result)


def test_the_schema_of_answers_is_compiled_once() -> None:
    for _ in range(3):
        RemoteAction("action_test", None)._validate_action_result({"events": [{"event": "action", "name": "a"}]})
    assert speed._validator.cache_info().misses == 1


def test_every_event_type_is_found_as_rasa_finds_it() -> None:
    for event in all_subclasses(Event):
        assert Event.resolve_by_type(event.type_name) is speed._walk_the_classes(event.type_name)
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("no_such_event", default=SlotSet) is SlotSet
    with pytest.raises(ValueError):
        Event.resolve_by_type("no_such_event")


def test_an_event_type_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    Event.resolve_by_type("slot")
    monkeypatch.setattr(speed, "_walk_the_classes", lambda *_: pytest.fail("walked the classes again"))
    assert Event.resolve_by_type("slot") is SlotSet


@pytest.fixture
async def action_server() -> AsyncIterator[dict[str, Any]]:
    seen: dict[str, Any] = {"connections": set(), "bodies": [], "queries": []}

    async def answer(request: web.Request) -> web.Response:
        seen["connections"].add(request.transport.get_extra_info("peername"))
        seen["bodies"].append(await request.json())
        seen["queries"].append(dict(request.query))
        status = request.query.get("status")
        return web.json_response({"error": "no"}, status=int(status)) if status else web.json_response({"events": []})

    app = web.Application()
    app.router.add_post("/webhook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    seen["url"] = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
    yield seen
    await runner.cleanup()


async def test_the_action_server_is_called_over_one_connection(action_server: dict[str, Any]) -> None:
    endpoint = EndpointConfig(url=action_server["url"], token="t", enable_selective_domain=True)
    for number in range(3):
        assert await endpoint.request(json={"number": number}, method="post") == {"events": []}
    assert [body["number"] for body in action_server["bodies"]] == [0, 1, 2]
    assert action_server["queries"] == [{"token": "t"}] * 3
    assert len(action_server["connections"]) == 1
    await endpoint.kept_session.close()


async def test_an_error_of_the_action_server_is_raised_as_before(action_server: dict[str, Any]) -> None:
    endpoint = EndpointConfig(url=f"{action_server['url']}?status=400")
    with pytest.raises(ClientResponseError) as raised:
        await endpoint.request(json={}, method="post")
    assert (raised.value.status, raised.value.text) == (400, b'{"error": "no"}')
    await endpoint.kept_session.close()


def test_the_domain_is_not_sent_with_every_action() -> None:
    endpoint = EndpointConfig(url="http://127.0.0.1", enable_selective_domain=True)
    assert RemoteAction("action_test", endpoint)._is_selective_domain_enabled()
