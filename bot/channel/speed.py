"""Three places where Rasa 3.6.21 spends a turn's time on nothing, done once instead. `install()` puts them in."""

from functools import lru_cache
from typing import Any

import aiohttp
import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.shared.core.events import Event
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, concat_url

RASA = "3.6.21"  # the patches replace code of exactly this version


def install() -> None:
    RemoteAction._validate_action_result = _validate_action_result  # type: ignore[method-assign]
    EndpointConfig.request = _choose_request(EndpointConfig.request)  # type: ignore[method-assign]
    Event.resolve_by_type = staticmethod(_resolve_by_type)  # type: ignore[method-assign]


@lru_cache(maxsize=1)
def _validator() -> jsonschema.protocols.Validator:
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """`jsonschema.validate` checks and compiles its schema again for every answer of an action: 69 % of a turn."""
    if _only_sets_slots(result):
        return True  # as most do; the schema tries two dozen shapes for each event
    error = jsonschema.exceptions.best_match(_validator().iter_errors(result))
    if error is not None:
        error.message += f". The answer of action '{self.name()}' does not have the shape of an action's answer."
        raise error
    return True


def _only_sets_slots(result: Any) -> bool:
    if not isinstance(result, dict) or result.get("responses") != []:
        return False
    events = result.get("events")
    return isinstance(events, list) and all(_sets_a_slot(event) for event in events)


def _sets_a_slot(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and event.get("event") == "slot"
        and isinstance(event.get("name"), str)
        and "value" in event
        and event.get("timestamp") is None
        and event.get("metadata") is None
    )


def _choose_request(opening_a_session_each_time: Any) -> Any:
    async def request(
        self: EndpointConfig,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """The action server is called several times a turn: one session, its connection kept open."""
        if self.cafile or self.basic_auth:
            return await opening_a_session_each_time(self, method, subpath, content_type, compress, **kwargs)
        headers = ({"Content-Type": content_type} if content_type else {}) | kwargs.pop("headers", {}) | self.headers
        url, params = concat_url(self.url, subpath), self.combine_parameters(kwargs)
        async with _session_of(self).request(
            method, url, headers=headers, params=params, compress=compress, **kwargs
        ) as response:
            if response.status >= 400:
                raise ClientResponseError(response.status, response.reason, await response.content.read())
            try:
                return await response.json()
            except aiohttp.ContentTypeError:
                return None

    return request


def _session_of(endpoint: EndpointConfig) -> aiohttp.ClientSession:
    session: aiohttp.ClientSession | None = getattr(endpoint, "kept_session", None)
    if session is None or session.closed:
        timeout = aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT)
        session = endpoint.kept_session = aiohttp.ClientSession(timeout=timeout)  # type: ignore[attr-defined]
    return session


_walk_the_classes = Event.resolve_by_type
_known_types: dict[str, type[Event]] = {}


def _resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """Every stored event of every turn is looked up by walking all classes of events; remember what was found."""
    found = _known_types.get(type_name)
    if found is None:
        found = _walk_the_classes(type_name, default)
        if found is not None and found.type_name == type_name:
            _known_types[type_name] = found
    return found
