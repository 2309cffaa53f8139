"""Is it a picture? Known only by unfolding it. What is kept is drawn anew, so that nothing else in it stays."""

import io
import re
import warnings
import zipfile
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from handoff.model.picture import PictureRefused, PictureRules, Trouble

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_SIGNS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"RIFF")
# What browsers, readers and servers would run, wherever in the file it stands.
_OTHER = re.compile(rb"%PDF-\d|<\?php|<(?:script|svg|html|iframe)[\s>]|<!doctype", re.IGNORECASE)
_QUALITY = 85


@dataclass(frozen=True)
class Checked:
    """JPEG, upright, without metadata."""

    full: bytes
    small: bytes
    width: int
    height: int


def checked(body: bytes, rules: PictureRules) -> Checked:
    """Takes up to a second of CPU: call it in a thread. Raises PictureRefused."""
    if len(body) > rules.largest:
        raise PictureRefused(Trouble.TOO_LARGE)
    if not body.startswith(_SIGNS):
        raise PictureRefused(Trouble.NOT_A_PICTURE)
    if _OTHER.search(body) or zipfile.is_zipfile(io.BytesIO(body)):
        raise PictureRefused(Trouble.HIDES_SOMETHING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which is dropped
            with Image.open(io.BytesIO(body), formats=FORMATS) as opened:
                return _drawn(opened, rules)
    except PictureRefused:
        raise
    except UnidentifiedImageError as error:
        raise PictureRefused(Trouble.NOT_A_PICTURE) from error
    except Image.DecompressionBombError as error:
        raise PictureRefused(Trouble.TOO_LARGE) from error
    except Exception as error:  # a decoder fed with a stranger's bytes may fail in any way
        raise PictureRefused(Trouble.DAMAGED) from error


def _drawn(opened: Image.Image, rules: PictureRules) -> Checked:
    if opened.width * opened.height > rules.most_pixels:
        raise PictureRefused(Trouble.TOO_LARGE)
    side = (rules.longest_side, rules.longest_side)
    opened.draft("RGB", side)  # a JPEG is unfolded no larger than it is needed
    opened.load()  # of several frames the first
    full = _on_white(ImageOps.exif_transpose(opened))
    full.thumbnail(side, Image.Resampling.LANCZOS)
    small = full.copy()
    small.thumbnail((rules.thumbnail, rules.thumbnail), Image.Resampling.LANCZOS)
    return Checked(_jpeg(full), _jpeg(small), full.width, full.height)


def _on_white(picture: Image.Image) -> Image.Image:
    """In a new picture: the old one carries what was read with it."""
    plain = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        plain.paste(seen, mask=seen.getchannel("A"))
    else:
        plain.paste(_of_eight_bits(picture).convert("RGB"))
    return plain


def _of_eight_bits(picture: Image.Image) -> Image.Image:
    """Of sixteen bits a pixel the upper eight; a plain conversion would make everything white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda value: value / 256).convert("L")


def _jpeg(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()
