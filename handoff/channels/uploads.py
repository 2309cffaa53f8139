"""Bodies larger than the service takes elsewhere, only where a route says so."""

from sanic import Request

from handoff.model.refusal import Refusal


class TooLarge(Refusal):
    code = "too_large"
    status = 413


async def whole_body(request: Request, most: int) -> bytes:
    """For routes with `stream=True`, after it is known who asks. Raises TooLarge, unread where the length was told."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most:
        raise TooLarge(f"This may have at most {most // 1_000_000} MB.")
    if request.stream is not None:
        request.stream.request_max_size = most
    await request.receive_body()  # type: ignore[no-untyped-call]
    return request.body
