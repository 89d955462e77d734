"""One page of a PDF as a picture, drawn by pdfium in a process of its own."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any, Final

from workbench.errors import Refused
from workbench.records.readers.child import serve

#: No picture has more points than this: a page may say that it is a mile wide.
PIXELS: Final = 12_000_000


def asked(page: int, scale: float, content: bytes) -> bytes:
    """What the child is given: which page, how large, and the file."""
    return json.dumps({"page": page, "scale": scale}).encode() + b"\n" + content


def picture_of(given: bytes) -> dict[str, Any]:
    """The picture's points as RGBX, with the page's size and the origin of what is shown of it.

    Raises:
        Refused: if the file or the page cannot be drawn.
    """
    import pypdfium2 as pdfium

    head, _, content = given.partition(b"\n")
    wish = json.loads(head)
    try:
        document = pdfium.PdfDocument(content)
        if not 1 <= wish["page"] <= len(document):
            raise Refused(f"the PDF has no page {wish['page']}")
        page = document[wish["page"] - 1]
        width, height = page.get_size()
        largest = (PIXELS / max(1.0, width * height)) ** 0.5
        scale = min(float(wish["scale"]), largest)
        drawn = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
        left, bottom, *_ = page.get_cropbox()
    except pdfium.PdfiumError as fault:
        raise Refused(f"the page cannot be drawn: {fault}") from fault
    return {
        "pages": len(document), "scale": scale, "width": drawn.width, "height": drawn.height,
        "stride": drawn.stride, "left": left if not page.get_rotation() else 0.0,
        "bottom": bottom if not page.get_rotation() else 0.0, "high": height,
        "points": base64.b64encode(zlib.compress(bytes(drawn.buffer), 1)).decode(),
    }  # fmt: skip


if __name__ == "__main__":
    serve(picture_of)
