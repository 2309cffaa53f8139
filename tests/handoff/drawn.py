"""Pictures that the tests draw, and hostile files that pretend to be one."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **how: object) -> bytes:
    """Red on the left, blue on the right."""
    made = Image.new("RGB", size, RED)
    made.paste(BLUE, (size[0] // 2, 0, *size))
    written = io.BytesIO()
    made.save(written, kind, **how)  # type: ignore[arg-type]
    return written.getvalue()


def with_place_and_turned() -> bytes:
    """As a phone makes it: lying on its side by its own word, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010E] = "at home, 12 Secret Street"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 26.0)
    return picture(exif=exif.tobytes(), comment=b"a comment that says too much")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int, rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("run.class", b"\xca\xfe\xba\xbe")
    return written.getvalue()


def _png_with_bomb_of_text() -> bytes:
    body = b"Comment\0\0" + zlib.compress(b"a" * 200_000_000, 9)
    plain = picture("PNG")
    return plain[:33] + chunk(b"zTXt", body) + plain[33:]


def _webp_that_lies() -> bytes:
    plain = bytearray(picture("WEBP"))
    plain[26:30] = b"\xff\x3f\xff\x3f"  # 16383 by 16383
    return bytes(plain)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "words": lambda: b"this is no picture",
    "an SVG with a script": lambda: SVG,
    "an SVG that begins like a GIF": lambda: b"GIF89a" + SVG,
    "a web page": lambda: b"<!doctype html><script>alert(1)</script>",
    "a PDF": lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "a program": lambda: b"MZ" + bytes(200),
    "an archive": zipped,
    "a JPEG with an archive behind it": lambda: picture() + zipped(),
    "a GIF with a program for the browser in it": lambda: picture("GIF") + b"/*<script>alert(1)</script>*/",
    "a JPEG with PHP in its comment": lambda: picture(comment=b"<?php system($_GET['c']); ?>"),
    "a PNG with a PDF in it": lambda: picture("PNG")[:-12] + chunk(b"teXt", b"%PDF-1.4 ") + chunk(b"IEND", b""),
    "a JPEG that is cut off": lambda: picture(size=(800, 600))[:-400],
    "a PNG with a wrong checksum": lambda: picture("PNG").replace(b"IDAT", b"IDAZ", 1),
    "only the first bytes of a JPEG": lambda: b"\xff\xd8\xff\xe0" + bytes(100),
    "only the first bytes of a WebP": lambda: b"RIFF\x00\x10\x00\x00WEBPVP8 " + bytes(64),
    "a sound": lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(64),
    "a TIFF": lambda: picture("TIFF"),
    "a BMP": lambda: picture("BMP"),
    "an icon": lambda: picture("ICO", (64, 64)),
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "a bomb: 900 megapixels in a few bytes": lambda: png_of(30_000, 30_000, b""),
    "a bomb: 64 megapixels that really unfold": lambda: png_of(8_000, 8_000, bytes(8_001) * 8_000),
    "a bomb of text in a PNG": _png_with_bomb_of_text,
    "a GIF of 65535 by 65535": lambda: b"GIF89a\xff\xff\xff\xff\x80\0\0" + bytes(64),
    "a WebP that claims to be huge": _webp_that_lies,
    "more bytes than we take": lambda: b"\xff\xd8\xff" + bytes(8_000_001),
}
