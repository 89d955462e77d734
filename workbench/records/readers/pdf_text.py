"""The words of a PDF with their places, taken by pdfium in a process of its own."""

from __future__ import annotations

from typing import Any, Final

from workbench.errors import Refused
from workbench.records.readers.child import serve

PAGES: Final = 3_000
_INVISIBLE: Final = 3  # text rendering mode 3 (ISO 32000-1, 9.3.6): neither filled nor stroked
_TINY: Final = 1.5  # points: lower letters are for screen readers, beside others that are seen
_SEEN: Final = 5.0


def words_of(content: bytes) -> dict[str, Any]:
    """Every page's words as [text, left, bottom, right, top], in points from its lower left.

    Raises:
        Refused: if the file is locked, damaged, or has more than 3,000 pages.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as fault:
        what = "damaged or no PDF"
        if "password" in str(fault).lower() or "security" in str(fault).lower():
            what = "locked with a password: ask for it, and save the file without one"
        raise Refused(f"the PDF is {what}") from fault
    if len(document) > PAGES:
        raise Refused(f"the PDF has {len(document):,} pages, more than {PAGES:,}")
    try:
        return {
            "pages": [_page(document[number]) for number in range(len(document))],
            "form": document.get_formtype() != 0,
            "attached": document.count_attachments(),
        }
    except pdfium.PdfiumError as fault:
        raise Refused(f"a page of the PDF is damaged: {fault}") from fault


def _page(page: Any) -> dict[str, Any]:
    import pypdfium2.raw as c

    width, height = page.get_size()
    turned = page.get_rotation() % 360
    text = page.get_textpage()
    words: list[list[Any]] = []
    letters: list[str] = []
    box: list[float] = []
    rect = c.FS_RECTF()
    strange = 0

    def close() -> None:
        if letters:
            said = "".join(letters).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            words.append([said, *(round(at, 2) for at in box)])
            letters.clear()

    for index in range(text.count_chars()):
        code = c.FPDFText_GetUnicode(text.raw, index)
        if code <= 0x20 or code in {0xA0, 0x2007, 0x2009, 0x202F, 0xFFFE}:
            close()
            continue
        strange += c.FPDFText_HasUnicodeMapError(text.raw, index) == 1
        c.FPDFText_GetLooseCharBox(text.raw, index, rect)
        here = [rect.left, rect.bottom, rect.right, rect.top]
        here = _turned(here, turned, width, height)
        if letters and not _follows(box, here):
            close()
        whole = [*map(min, box[:2], here[:2]), *map(max, box[2:], here[2:])]
        box = whole if letters else here
        letters.append(chr(code))
    close()
    tiny = 0
    if any(word[4] - word[2] >= _SEEN for word in words):
        seen = [word for word in words if word[4] - word[2] >= _TINY]
        words, tiny = seen, len(words) - len(seen)
    pictures = shown = hidden = 0
    for one in page.get_objects(filter=[c.FPDF_PAGEOBJ_TEXT, c.FPDF_PAGEOBJ_IMAGE]):
        if one.type == c.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
        elif c.FPDFTextObj_GetTextRenderMode(one.raw) == _INVISIBLE:
            hidden += 1
        else:
            shown += 1
    return {
        "words": words, "pictures": pictures, "strange": strange, "tiny": tiny,
        "hidden": hidden > 0 and hidden >= shown,
    }  # fmt: skip


def _follows(box: list[float], here: list[float]) -> bool:
    """Whether a letter stands right after the word so far, on its line."""
    high = max(box[3] - box[1], 1.0)
    level = abs(here[1] - box[1]) < 0.35 * high and abs(here[3] - box[3]) < 0.35 * high
    return level and -0.3 * high < here[0] - box[2] < 0.2 * high


def _turned(box: list[float], turned: int, width: float, height: float) -> list[float]:
    """A box as the page is shown; `width` and `height` are those of the page as it is shown."""
    left, bottom, right, top = box
    if turned == 90:
        return [bottom, height - right, top, height - left]
    if turned == 180:
        return [width - right, height - top, width - left, height - bottom]
    if turned == 270:
        return [width - top, left, width - bottom, right]
    return box


if __name__ == "__main__":
    serve(words_of)
