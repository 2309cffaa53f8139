"""Takes in what the carrier tells: by webhook, from the spool, from its list. The same thing again changes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from handoff.channels.sms.inbound import InboundSms, inbound_sms, status_news
from handoff.inbox import Inbound
from handoff.model.cards import mask_cards
from handoff.model.channel import Address, Channel
from handoff.model.message import Media
from handoff.outbox.settling import settle
from handoff.parts import Parts

PROVIDER = "twilio"


class Taking:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def message(self, form: Mapping[str, str], at: datetime) -> None:
        """Raises Malformed, StoreUnavailable."""
        await self.sms(inbound_sms(form), at)

    async def sms(self, sms: InboundSms, at: datetime) -> None:
        """Raises StoreUnavailable."""
        receipt = await self._parts.inbox.accept(
            Inbound(
                text=sms.text,
                provider=PROVIDER,
                external_id=sms.sid,
                at=at,
                address=Address(Channel.SMS, sms.sender, sms.ours),
                media=self._wanted(sms.media),
                wish=sms.wish,
            )
        )
        if sms.wish is not None and not receipt.duplicate:
            # The page of the case says so.
            self._parts.bell.ring("queue", f"conversation:{receipt.conversation}")
        if sms.media:
            self._parts.bell.ring("pictures")

    def _wanted(self, media: tuple[Media, ...]) -> tuple[Media, ...]:
        most = self._parts.policies.customers.pictures.in_a_message
        return media[:most] + tuple(replace(one, wanted=False) for one in media[most:])

    async def status(self, form: Mapping[str, str]) -> None:
        """Raises Malformed, StoreUnavailable."""
        outbox_id, news = status_news(form)
        if news is None:
            return
        now, texting = self._parts.clock.now(), self._parts.policies.texting
        conversation = await self._parts.database.write(lambda c: settle(c, outbox_id, news, texting=texting, now=now))
        if conversation is not None:
            self._parts.bell.ring("outbox", f"conversation:{conversation}")


def safe_form(form: Mapping[str, str]) -> dict[str, str]:
    """As it may be kept in a file."""
    return {name: mask_cards(value) if name == "Body" else value for name, value in form.items()}
