"""What the service refuses to do, as nouns of the domain that carry the decision."""

from typing import ClassVar


class Refusal(Exception):
    """`code`: a stable word for programs. `status`: HTTP status. The message is one clear sentence for people."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400


class Malformed(Refusal):
    code = "malformed"
    status = 422


class Unauthorized(Refusal):
    code = "unauthorized"
    status = 401


class Forbidden(Refusal):
    code = "forbidden"
    status = 403


class NotFound(Refusal):
    code = "not_found"
    status = 404
