"""Pictures at the desk: for whoever is signed in, and in words where there is none."""

from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request

from handoff.channels.web.pictures import HEADERS, served
from handoff.model.picture import Picture, PictureState, PictureUnknown, Trouble
from handoff.parts import Parts
from handoff.store import pictures

GONE = Path(__file__).parent / "static" / "no-picture.svg"
MISSING = {
    Trouble.NOT_A_PICTURE: "The customer sent something that is no picture. It was not kept; ask what it was.",
    Trouble.DAMAGED: "A picture came damaged and could not be opened. Ask for it again.",
    Trouble.HIDES_SOMETHING: "A picture had another file hidden in it, so it was not kept. Ask for a plain photo.",
    Trouble.TOO_LARGE: "A picture was too large to keep. Ask for a smaller one.",
    Trouble.TOO_MANY: "More pictures came with this message than we keep. Ask for the rest in another one.",
    Trouble.NOT_FOUND: "A picture did not arrive: the carrier does not have it. Ask for it again.",
    Trouble.FOREIGN: "A picture was not where the carrier keeps pictures, so it was not fetched. Ask for it again.",
}
WAITING = "A picture is on its way from the carrier."
ERASED = "A picture was here. It was erased at the customer’s wish."


def add_routes(blueprint: Blueprint, parts: Parts) -> None:
    @blueprint.get("/pictures/<id:str>")
    async def picture(request: Request, id: str) -> HTTPResponse:
        found = await parts.database.read(lambda conn: pictures.get(conn, id))
        try:
            return await served(request, parts.album, found, small=request.args.get("size") == "small")
        except PictureUnknown:
            # An image, so that the sentence stands where the picture would.
            return HTTPResponse(GONE.read_bytes(), status=404, headers=HEADERS, content_type="image/svg+xml")


def missing(picture: Picture) -> str | None:
    """Why it cannot be shown; None when it can."""
    match picture.state:
        case PictureState.READY:
            return None
        case PictureState.WAITING:
            return WAITING
        case PictureState.ERASED:
            return ERASED
        case _:
            return MISSING[picture.trouble or Trouble.NOT_FOUND]
