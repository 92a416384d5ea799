"""A picture that stands for a scanned page: lines of writing and a red stamp, as a small PNG."""

import struct
import zlib
from functools import cache
from math import hypot

WIDTH, HEIGHT, MARGIN = 620, 877, 70  # an A4 page at 75 dots an inch
PAPER, INK, STAMP = bytes((252, 251, 247)), bytes((70, 74, 84)), bytes((190, 40, 40))
STAMP_AT, STAMP_SIZE, STAMP_RIM = (440, 700), 62, 4
LINE, WRITTEN = 26, 9  # height of a line, of the writing in it


def page() -> bytes:
    """The PNG."""
    rows = b"".join(b"\x00" + bytes(_stamped(y, _written(_line_at(y)))) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, data) for kind, data in parts)


def _line_at(y: int) -> int | None:
    """The number of the line of writing at this height; None between lines, in the margins, at a break."""
    line, into = divmod(y - MARGIN, LINE)
    return None if y < MARGIN or y > HEIGHT - MARGIN or into > WRITTEN or line in (2, 5) else line


@cache
def _written(line: int | None) -> bytes:
    """One row of dots: words of uneven length, to an uneven end."""
    if line is None:
        return PAPER * WIDTH
    end = WIDTH - MARGIN - (line * 53) % 140
    inked = (MARGIN < x < end and (x * 7 + line * 31) % 97 > 14 for x in range(WIDTH))
    return b"".join(INK if each else PAPER for each in inked)


def _stamped(y: int, row: bytes) -> bytearray:
    dots = bytearray(row)
    across, down = STAMP_AT
    if abs(y - down) > STAMP_SIZE + STAMP_RIM:
        return dots
    for x in range(across - STAMP_SIZE - STAMP_RIM, across + STAMP_SIZE + STAMP_RIM):
        away = hypot(x - across, y - down)
        if abs(away - STAMP_SIZE) < STAMP_RIM or abs(away - STAMP_SIZE * 0.6) < STAMP_RIM / 2:
            dots[3 * x : 3 * x + 3] = STAMP
    return dots


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
