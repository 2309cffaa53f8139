"""A customer's phone at the carrier's own doors: signed webhooks, the phone simulator, the carrier's faults."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select
from twilio.request_validator import RequestValidator

from handoff.channels.sms.account import SmsAccount, account_of
from handoff.channels.sms.inbound import FORM
from handoff.store import tables
from handoff.store.messages import thread
from handoff.store.upsert import insert
from tests.handoff.service import OURS, Service

CONFIRMATION = "unsubscribed"  # the carrier's own answer to STOP


def account(service: Service) -> SmsAccount:
    found = account_of(service.parts.settings)
    assert found is not None
    return found


def form(**changed: str) -> dict[str, str]:
    fields = {"MessageSid": "SM1", "From": "+447700900123", "To": OURS, "Body": "my parcel is late", "NumMedia": "0"}
    return {**fields, "FromCity": "", **changed}


def signed(service: Service, path: str, fields: dict[str, str]) -> dict[str, str]:
    signature = RequestValidator(account(service).tokens[0]).compute_signature(service.url + path, fields)
    return {"X-Twilio-Signature": signature, "Content-Type": FORM}


async def post(service: Service, fields: dict[str, str], path: str = "/sms/twilio") -> int:
    answer = await service.http.post(path, data=fields, headers=signed(service, path, fields), timeout=30)
    return answer.status_code


async def faults(service: Service, *outbound: str, inbound: tuple[str, ...] = ()) -> None:
    given = {"faults": list(outbound), "inbound": list(inbound)}
    assert (await service.http.put("/carrier/faults", json=given)).status_code == 200


async def hold(service: Service, seconds: float) -> None:
    """Nothing leaves for so many story seconds."""
    until = service.parts.clock.now() + timedelta(seconds=seconds)
    await service.parts.database.write(lambda conn: free_number(conn, until))


def free_number(conn: Connection, at: datetime) -> None:
    """Our number may send from then on."""
    held = insert(conn, tables.our_numbers).values(number=OURS, free_at=at)
    conn.execute(held.on_conflict_do_update(index_elements=["number"], set_={"free_at": at}))


@dataclass
class Phone:
    service: Service
    number: str = "+447700900123"

    async def writes(self, text: str, **more: Any) -> None:
        answer = await self.service.http.post(
            "/phone/messages", json={"number": self.number, "text": text, **more}, timeout=60
        )
        assert answer.status_code == 201, answer.text

    async def got(self) -> list[str]:
        """What the company sent and the carrier took, without the carrier's own confirmations."""
        query = {"number": self.number}
        answer = await self.service.http.get("/phone/messages", params=query)
        out = [text["body"] for text in answer.json()["messages"] if text["direction"] == "out"]
        return [body for body in out if CONFIRMATION not in body]

    async def conversation(self) -> str | None:
        found = tables.conversations
        query = select(found.c.id).where(found.c.address == self.number)
        return await self.service.look(lambda conn: conn.execute(query).scalar_one_or_none())

    async def told(self) -> list[str]:
        """The customer's messages as they are stored."""
        conversation = await self.conversation()
        if conversation is None:
            return []
        said = await self.service.look(lambda conn: thread(conn, conversation))
        return [message.text for message in said if message.author == "customer"]

    async def rows(self) -> list[Row[Any]]:
        out = tables.outbox
        query = select(out).where(out.c.to_address == self.number).order_by(out.c.place, out.c.part)
        return list(await self.service.look(lambda conn: conn.execute(query).all()))

    async def states(self) -> list[str]:
        return [row.state for row in await self.rows()]

    async def until_states(self, *wanted: str, patience: float = 20.0) -> None:
        async def settled() -> bool:
            return await self.states() == list(wanted)

        try:
            await self.service.until(settled, patience)
        except AssertionError:
            raise AssertionError(f"it stayed {[(row.state, row.error) for row in await self.rows()]}") from None
