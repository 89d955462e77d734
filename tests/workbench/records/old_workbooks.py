"""Workbooks in XLS and ODS, written byte by byte for the tests: no library here writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

Value = str | float


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xls(rows: Sequence[Sequence[Value]], *, sheet: str = "Sheet1") -> bytes:
    """A BIFF8 workbook of one sheet in an OLE2 container."""
    bof = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    name = struct.pack("<BB", len(sheet), 0) + sheet.encode("latin-1")
    end = _record(0x0A, b"")
    about = 4 + 6 + len(name)
    where = len(bof) + about + len(end)
    globals_ = bof + _record(0x85, struct.pack("<IBB", where, 0, 0) + name) + end
    cells = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    wide = max(map(len, rows))
    cells += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, wide, 0))
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            at = struct.pack("<HHH", y, x, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += _record(0x204, at + text)
            else:
                cells += _record(0x203, at + struct.pack("<d", value))
    return _ole2((globals_ + cells + end).ljust(4096, b"\0"))


def _ole2(stream: bytes) -> bytes:
    """A compound file that holds one stream, "Workbook" (MS-CFB, 512-byte sectors)."""
    sectors = -(-len(stream) // 512)
    assert sectors + 2 <= 128
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    fat = struct.pack("<128I", *(table + [0xFFFFFFFF] * (128 - len(table))))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    none = bytes(66) + struct.pack("<BBIII", 0, 1, *[0xFFFFFFFF] * 3) + bytes(48)
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    directory += entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream)) + none * 2
    return header + fat + directory + stream.ljust(sectors * 512, b"\0")


def ods(rows: Sequence[Sequence[Value]], *, cell: str = "", head: str = "") -> bytes:
    """An OpenDocument spreadsheet of one sheet; `cell` is one more cell as XML."""
    made = []
    for row in rows:
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p>'
            "</table:table-cell>"
            if isinstance(value, str)
            else f'<table:table-cell office:value-type="float" office:value="{value!r}">'
            f"<text:p>{value}</text:p></table:table-cell>"
            for value in row
        )
        made.append(f"<table:table-row>{cells}</table:table-row>")
    if cell:
        made.append(f"<table:table-row>{cell}</table:table-row>")
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content {spaces} office:version="1.2">'
        '<office:body><office:spreadsheet><table:table table:name="Sheet1">'
        f"{''.join(made)}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()
