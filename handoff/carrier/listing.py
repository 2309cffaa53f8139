"""The stand-in carrier's texts as Twilio's REST interface shows them: one, or a list with pages and filters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from handoff.carrier.stand_in import Text
from handoff.channels.sms.account import SmsAccount
from handoff.channels.sms.twilio_http import API
from handoff.model.sms_text import segments

VERSION = "2010-04-01"
FILTERS = ("To", "From", "DateSent>", "DateSent<")


def message_json(text: Text, account: SmsAccount) -> dict[str, Any]:
    inbound = text.direction == "in"
    ours = account.numbers[0]
    at = format_datetime(datetime.fromisoformat(text.at).astimezone(UTC).replace(microsecond=0))
    uri = f"/{VERSION}/Accounts/{account.sid}/Messages/{text.sid}"
    return {
        "sid": text.sid,
        "account_sid": account.sid,
        "api_version": VERSION,
        "body": text.body,
        "direction": "inbound" if inbound else "outbound-api",
        "from": text.phone if inbound else ours,
        "to": ours if inbound else text.phone,
        "status": text.status,
        "error_code": text.code,
        "error_message": None,
        "num_media": str(len(text.media)),
        "num_segments": str(segments(text.body)),
        "date_created": at,
        "date_updated": at,
        "date_sent": None if text.status == "queued" else at,
        "messaging_service_sid": None,
        "price": None,
        "price_unit": "USD",
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def page_of(texts: Sequence[Text], account: SmsAccount, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The latest first. `asked`: the query; values may be lists."""
    given = {name: value[0] if isinstance(value, list) else value for name, value in asked.items()}
    size, page = int(given.get("PageSize", 50)), int(given.get("Page", 0))
    found = [one for one in (message_json(text, account) for text in reversed(texts)) if _fits(one, given)]
    shown = found[page * size : (page + 1) * size]

    def uri(number: int) -> str:
        kept = {name: given[name] for name in FILTERS if name in given}
        return f"{path}?{urlencode({**kept, 'PageSize': size, 'Page': number})}"

    return {
        "messages": shown,
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(0, len(shown) - 1),
        "uri": uri(page),
        "first_page_uri": uri(0),
        "previous_page_uri": uri(page - 1) if page else None,
        "next_page_uri": uri(page + 1) if len(found) > (page + 1) * size else None,
    }


def media_json(text: Text | None, account: SmsAccount, kind_of: Callable[[str], str]) -> dict[str, Any]:
    """`kind_of`: the media type of what lies at an address."""
    sid, pictures = ("", []) if text is None else (text.sid, text.media)
    return {
        "media_list": [
            {
                "sid": url.rsplit("/", 1)[-1],
                "account_sid": account.sid,
                "parent_sid": sid,
                "content_type": kind_of(url),
                "uri": f"{url.removeprefix(API)}.json",
            }
            for url in pictures
        ],
        "page": 0,
        "page_size": 50,
        "next_page_uri": None,
    }


def _fits(message: Mapping[str, Any], asked: Mapping[str, str]) -> bool:
    """The day of sending, as the carrier knows no finer filter; what was not sent yet has none."""
    if asked.get("To", message["to"]) != message["to"] or asked.get("From", message["from"]) != message["from"]:
        return False
    if "DateSent>" not in asked and "DateSent<" not in asked:
        return True
    if message["date_sent"] is None:
        return False
    day = datetime.strptime(message["date_sent"], "%a, %d %b %Y %H:%M:%S %z").date().isoformat()
    return asked.get("DateSent>", day)[:10] <= day <= asked.get("DateSent<", day)[:10]
