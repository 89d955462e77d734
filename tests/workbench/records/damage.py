"""Ways in which a file of records comes to harm, drawn from a seed so that each can be repeated."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Harm = Callable[[bytes, Random], bytes]

_ODD = (
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b'"', b'""', b"'", b",", b";", b"\t", b"|", b"\r",
    b"\n", b"\r\n", b"\x1c", b"\x1d", b"\x1e", b"\x1f", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"=",
    b"\xc2\xa3", b"\xa3", b"-", b"+", b"(", b")", b"1e9", b"NaN", b"99999999999999999999", b"0.001",
    b"\xd9\xa1\xd9\xa2", b"^", b"!", b"!Type:Bank\n", b"#", b"<!DOCTYPE x>", b"{", b"[" * 500,
)  # fmt: skip


def _lines(content: bytes, work: Callable[[list[bytes]], None]) -> bytes:
    lines = content.splitlines(keepends=True)
    if lines:
        work(lines)
    return b"".join(lines)


def flip(content: bytes, dice: Random) -> bytes:
    """A few bits are turned."""
    made = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        if made:
            made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def cut_short(content: bytes, dice: Random) -> bytes:
    """The end is missing."""
    return content[: dice.randrange(len(content) + 1)]


def cut_out(content: bytes, dice: Random) -> bytes:
    """A piece is missing."""
    at = dice.randrange(len(content) + 1)
    return content[:at] + content[at + dice.randint(1, 60) :]


def doubled(content: bytes, dice: Random) -> bytes:
    """A line stands twice or a thousand times."""
    return _lines(
        content,
        lambda all_: all_.insert(
            dice.randrange(len(all_)), dice.choice(all_) * dice.choice((1, 1, 1, 1000))
        ),
    )


def without_line(content: bytes, dice: Random) -> bytes:
    """A line is missing."""
    return _lines(content, lambda all_: all_.remove(dice.choice(all_)))


def shuffled(content: bytes, dice: Random) -> bytes:
    """The lines stand in another order."""
    return _lines(content, dice.shuffle)


def strange(content: bytes, dice: Random) -> bytes:
    """Something that does not belong there stands at some places."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(content) + 1)
        content = content[:at] + dice.choice(_ODD) + content[at:]
    return content


def other_delimiter(content: bytes, dice: Random) -> bytes:
    """The cells are parted by something else, everywhere or from some place on."""
    at = dice.choice((0, dice.randrange(len(content) + 1)))
    return content[:at] + content[at:].replace(b",", dice.choice((b";", b"\t", b"|", b" ", b"")))


def other_encoding(content: bytes, dice: Random) -> bytes:
    """The text is written in another encoding, with or without a mark."""
    text = content.decode("utf-8", errors="replace")
    return text.encode(
        dice.choice(("utf-16", "utf-16-le", "utf-8-sig", "latin-1", "cp1252", "cp037", "utf-32")),
        errors="replace",
    )


def huge_cell(content: bytes, dice: Random) -> bytes:
    """A cell is longer than any that a bank writes."""
    at = dice.randrange(len(content) + 1)
    letter = dice.choice((b"x", b"9", b" ", b'"', b",", b"\n", b"("))
    return content[:at] + letter * dice.choice((1_000, 130_000, 140_000)) + content[at:]


def other_ends(content: bytes, dice: Random) -> bytes:
    """The lines end in another way."""
    return content.replace(b"\n", dice.choice((b"\r", b"\r\n", b"\n\n", b"\n\r", b"\r\r\n")))


TEXT: tuple[Harm, ...] = (
    flip, cut_short, cut_out, doubled, without_line, shuffled, strange, other_delimiter,
    other_encoding, huge_cell, other_ends,
)  # fmt: skip
PACKED: tuple[Harm, ...] = (flip, cut_short, cut_out, strange)


def repacked(content: bytes, dice: Random) -> bytes:
    """A part of an archive is harmed, and packed again as if nothing were wrong."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
            names = old.namelist()
            struck = dice.choice(names)
            for name in names:
                data = old.read(name)
                if name == struck:
                    data = dice.choice((*TEXT, nested, renamed))(data, dice)
                new.writestr(name, data, dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))
    except (zipfile.BadZipFile, ValueError, zlib.error, RuntimeError, EOFError, OSError):
        return flip(content, dice)
    return out.getvalue()


def nested(content: bytes, dice: Random) -> bytes:
    """An element stands within itself many times."""
    at = content.find(b">", dice.randrange(len(content) + 1)) + 1
    depth = dice.choice((10, 1_000, 20_000))
    return content[:at] + b"<a>" * depth + b"</a>" * depth + content[at:]


def renamed(content: bytes, dice: Random) -> bytes:
    """Numbers of rows and cells are others than they were."""
    old = dice.choice((b"A", b"B", b'"1"', b'"2"', b'"0"', b"<v>", b"t=", b"s=", b"r="))
    new = dice.choice((b"XFD", b"-1", b'"99999999"', b'"1048576"', b"", b"AA", b'"18446744073709"'))
    return content.replace(old, new, dice.choice((1, 3, -1)))


def harmed(content: bytes, dice: Random, ways: tuple[Harm, ...]) -> bytes:
    """The content after one to four harms."""
    for _ in range(dice.choice((1, 1, 1, 2, 2, 4))):
        content = dice.choice(ways)(content, dice)
    return content
