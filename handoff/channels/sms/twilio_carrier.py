"""Hands texts to Twilio (or to its stand-in), looks into its list, and says what came of it in the outbox's words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx2
from twilio.rest import Client

from handoff.channels.sms.account import SmsAccount
from handoff.channels.sms.inbound import InboundSms, listed_sms, state_of
from handoff.channels.sms.twilio_http import API, Answered, TwilioHttp
from handoff.model.delivery import DeliveryState
from handoff.model.message import Media
from handoff.model.texting import NOT_REACHED
from handoff.outbox.carrier import DeliveryFailed, Listed, OutboundSms

MOST_SENT = 200  # texts to one customer that a look goes back
PAGE = 100


class TwilioCarrier:
    def __init__(self, account: SmsAccount, public_url: str, patience: float) -> None:
        """`patience`: real seconds for one request."""
        self._account, self._public_url = account, public_url
        self._http = TwilioHttp(account.api_url, patience)

    async def send(self, sms: OutboundSms) -> str:
        """The carrier's id of the message. Raises DeliveryFailed."""
        async with _told():
            sent = await self._client().messages.create_async(
                to=sms.to,
                from_=sms.from_,
                body=sms.body,
                # Our own id travels in the address, so that news about a send whose answer we never got finds its row.
                status_callback=f"{self._public_url}/sms/twilio/status?outbox={sms.id}",
            )
        return str(sent.sid)

    async def sent_to(self, to: str, from_: str, since: datetime) -> list[Listed]:
        """Everything it took for this customer since then, the oldest first. Raises DeliveryFailed."""
        async with _told():
            # Not filtered by the day of sending: what still waits in the carrier's queue has none.
            found = await self._client().messages.list_async(to=to, from_=from_, limit=MOST_SENT, page_size=PAGE)
        return [_listed(one) for one in reversed(found) if one.date_created >= since]

    async def received_by(self, number: str, since: datetime) -> list[tuple[InboundSms, datetime]]:
        """What came for a number of ours since then, the oldest first, with its time. Raises DeliveryFailed."""
        received = []
        async with _told():
            # The list is filtered by days, the latest first.
            found = await self._client().messages.stream_async(to=number, date_sent_after=since.date(), page_size=PAGE)
            async for one in found:
                at = one.date_sent or one.date_created
                if at < since:
                    break
                if one.direction == "inbound":
                    media = await self._media(one.sid) if int(one.num_media or 0) else ()
                    received.append((listed_sms(one.sid, one.from_, one.to, one.body or "", media), at))
        return received[::-1]

    async def close(self) -> None:
        await self._http.close()

    async def _media(self, sid: str) -> tuple[Media, ...]:
        found = await self._client().messages(sid).media.list_async()
        return tuple(Media(one.content_type, f"{API}{one.uri.removesuffix('.json')}") for one in found)

    def _client(self) -> Client:
        return Client(self._account.sid, self._account.tokens[0], http_client=self._http)


def _listed(one: Any) -> Listed:
    # Queued, accepted, sending: the carrier has it.
    return Listed(one.sid, one.body, one.date_created, state_of(one.status) or DeliveryState.SENT, one.error_code)


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    try:
        yield
    except Answered as error:
        raise DeliveryFailed(error.code, unknown=error.leaves_open, retry_after=error.retry_after) from error
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
        raise DeliveryFailed(NOT_REACHED) from error  # it never left us
    except (httpx2.HTTPError, ValueError) as error:
        raise DeliveryFailed(unknown=True) from error
