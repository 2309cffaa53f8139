"""What counts as a picture: by its content alone, drawn anew, upright and without what it knew of its owner."""

import io
from pathlib import Path

import pytest
from PIL import Image

from handoff.model.picture import PictureRefused
from handoff.pictures.album import Album
from handoff.pictures.checking import Checked, checked
from handoff.policy.policies import Policies
from handoff.settings import ROOT
from tests.handoff.drawn import HOSTILE, picture, with_place_and_turned

RULES = Policies.load(ROOT / "handoff" / "policy").customers.pictures


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_kind_that_we_take_becomes_a_plain_jpeg(kind: str) -> None:
    found = checked(picture(kind), RULES)
    shown = opened(found.full)
    assert (shown.format, shown.size, (found.width, found.height)) == ("JPEG", (640, 480), (640, 480))
    left, right = shown.getpixel((10, 240)), shown.getpixel((630, 240))
    assert (
        isinstance(left, tuple) and isinstance(right, tuple) and left[0] > 150 > left[2] and right[2] > 150 > right[0]
    )


@pytest.mark.parametrize("what", HOSTILE)
def test_everything_else_is_refused(what: str) -> None:
    with pytest.raises(PictureRefused):
        checked(HOSTILE[what](), RULES)


def test_what_the_camera_knew_is_gone_and_the_picture_stands_upright() -> None:
    body = with_place_and_turned()
    assert b"Secret Street" in body
    found = checked(body, RULES)
    for kept in (found.full, found.small):
        shown = opened(kept)
        assert not shown.getexif() and "comment" not in shown.info and b"Secret" not in kept and b"Exif" not in kept
        assert shown.height > shown.width


def test_only_the_first_frame_of_a_moving_picture_is_kept() -> None:
    frames = [Image.new("RGB", (60, 40), color) for color in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    kept = opened(checked(written.getvalue(), RULES).full)
    pixel = kept.getpixel((5, 5))
    assert isinstance(pixel, tuple) and pixel[0] > 200 > pixel[2]


def test_a_large_picture_is_made_smaller_and_gets_a_thumbnail() -> None:
    found = checked(picture(size=(4000, 3000)), RULES)
    assert (found.width, found.height) == (2000, 1500)
    assert max(opened(found.small).size) == RULES.thumbnail


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_depth_are_drawn(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (300, 200)).save(written, "JPEG" if mode == "CMYK" else "PNG")
    assert checked(written.getvalue(), RULES).width == 300


def test_what_one_can_see_through_stands_on_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(written, "PNG")
    assert opened(checked(written.getvalue(), RULES).full).getpixel((5, 5)) == (255, 255, 255)


async def test_the_same_picture_of_two_customers_is_two_files(tmp_path: Path) -> None:
    album = Album(tmp_path, RULES)
    first, again = await album.keep("one", picture()), await album.keep("one", picture())
    other = await album.keep("another", picture())
    assert first == again and other[0] != first[0]
    await album.remove(other[0])
    assert await album.read(first[0], small=False) == (checked(picture(), RULES)).full
    assert await album.read(other[0], small=True) is None


def test_nothing_but_the_drawing_is_in_what_is_kept() -> None:
    plain: Checked = checked(picture(), RULES)
    assert checked(picture() + b"\0" * 500 + b"a trailer as cameras leave it", RULES).full == plain.full
