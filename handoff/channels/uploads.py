"""Bodies larger than the service takes elsewhere, only where a route says so."""

from typing import Any

from sanic import Request

from handoff.model.refusal import Refusal

HEARD_OUT = 4  # times the limit; a browser that is cut off in the middle of sending never reads why


class TooLarge(Refusal):
    code = "too_large"
    status = 413


async def whole_body(request: Request, most: int) -> bytes:
    """For routes with `stream=True`, after it is known who asks. What is too large is not kept. Raises TooLarge."""
    stream: Any = request.stream  # typed by the framework without what it reads with
    stream.request_max_size = most * HEARD_OUT
    body = bytearray()
    size = 0
    while (piece := await stream.read()) is not None:
        size += len(piece)
        if size <= most:
            body += piece
    if size > most:
        raise TooLarge(f"This may have at most {most // 1_000_000} MB.")
    request.body = bytes(body)
    return request.body
