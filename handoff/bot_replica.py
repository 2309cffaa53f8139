"""One running bot: its HTTP, what counts as not being there, and whether it is asked at the moment."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx2 as httpx

from handoff import dialling
from handoff.circuit import Circuit
from handoff.model.listening import Assistant

Parsed = TypeVar("Parsed")

PATHS = ("/read", "/understand", "/respond")


class BotUnavailable(Exception):
    """The bot did not answer: not there, still loading, too slow. `reached`: it may have begun to work on it."""

    def __init__(self, reason: str, *, reached: bool) -> None:
        super().__init__(reason)
        self.reached = reached


class BotFailed(Exception):
    """The bot answered, and wrongly: an error, or something that is not in the contract."""


class Replica:
    """One bot. Each path has a circuit of its own: a bot may read well and answer badly."""

    def __init__(self, url: str, secret: str, rules: Assistant) -> None:
        self._client = dialling.client(
            base_url=f"{url}/webhooks/amends", headers={"X-Amends-Secret": secret}, trust_env=False
        )
        self._circuits = {path: Circuit(rules.circuit_opens_after, rules.circuit_probes_after) for path in PATHS}

    @property
    def is_away(self) -> bool:
        return any(circuit.is_open for circuit in self._circuits.values())

    def may_be_asked(self, path: str) -> bool:
        return self._circuits[path].may_ask()

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(
        self, path: str, body: Mapping[str, Any], patience: float, parse: Callable[[dict[str, Any]], Parsed]
    ) -> Parsed:
        """Raises BotUnavailable, BotFailed."""
        circuit = self._circuits[path]
        try:
            answer = _parse(parse, await self._post(path, body, patience))
        except (BotUnavailable, BotFailed):
            circuit.failed()
            raise
        circuit.worked()
        return answer

    async def forget(self, conversation: str, patience: float) -> None:
        """Outside the circuits: it is asked again until it worked. Raises BotUnavailable, BotFailed."""
        await self._post("/forget", {"conversation": conversation}, patience)

    async def _post(self, path: str, body: Mapping[str, Any], patience: float) -> dict[str, Any]:
        try:
            # Not only the client's own timeout: it begins anew with every byte of a bot that trickles.
            async with asyncio.timeout(patience):
                response = await self._client.post(path, json=body, timeout=patience)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise BotUnavailable(type(error).__name__, reached=False) from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise BotUnavailable(type(error).__name__, reached=True) from error
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise BotUnavailable("the bot is still loading", reached=False)
        if response.status_code != httpx.codes.OK:
            raise BotFailed(f"{path} answered {response.status_code}")
        try:
            document = response.json()
        except ValueError as error:
            raise BotFailed(f"{path} did not answer JSON") from error
        if not isinstance(document, dict):
            raise BotFailed(f"{path} did not answer an object")
        return document


def _parse(parse: Callable[[dict[str, Any]], Parsed], document: dict[str, Any]) -> Parsed:
    try:
        return parse(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # Only the kind of error: its words may hold the customer's.
        raise BotFailed(f"the answer is not as agreed ({type(error).__name__})") from error
