"""The last look before a redacted pack leaves: nothing that was taken out stands in it anywhere."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from exports.pack import figures
from exports.redact.finder import Finder, plain
from workbench.errors import Refused
from workbench.figures import Book


def check_same(before: Book, after: Book) -> None:
    """Refuse a redaction that changed a figure: amounts are the case's, whatever is masked.

    Raises:
        Refused: if a kind of figure has other amounts.
    """
    left, right = (Counter(_amounts(book)) for book in (before, after))
    if left != right:
        kinds = sorted({kind for kind, *_ in (left - right) + (right - left)})
        raise Refused(
            f"the redaction would change figures ({', '.join(kinds)})",
            remedy="Nothing was written. Use another profile.",
        )


def _amounts(book: Book) -> Iterator[tuple[str, int, str, str]]:
    for figure in figures.every(book):
        yield figure.id.partition(":")[0], figure.minor, figure.currency, figure.unit


def check_gone(terms: Mapping[str, str], files: Iterable[tuple[str, bytes | IO[bytes]]]) -> None:
    """Refuse a pack that still holds a name or number that was to be taken out.

    Names of one word are left to the texts that they were taken out of: the program's own words
    may be the same.

    Raises:
        Refused: naming the file, never the name.
    """
    telling = [term for term in terms if " " in term or any(sign.isdigit() for sign in term)]
    if not telling:
        return
    finder = Finder(telling)
    for name, content in files:
        for text in texts(name, content):
            if found := next(finder.find(text), None):
                raise Refused(
                    f"{name} would still hold what the redaction takes out "
                    f"({terms.get(plain(found[0]), 'a name')})",
                    remedy="Nothing was written. Use another profile.",
                )


def texts(name: str, content: bytes | IO[bytes]) -> Iterator[str]:
    """Every text of a file, out of whatever packs it: the name, the bytes, pages, sheets."""
    yield name
    if not isinstance(content, bytes):
        content.seek(0)
        content = content.read()
    yield content.decode("utf-8", "replace")
    if name.endswith(".pdf"):
        yield from _pdf(content)
    elif name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from texts(member, archive.read(member))


def _pdf(content: bytes) -> Iterator[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        yield "\n".join(str(value) for value in document.get_metadata_dict().values())
        yield "\n".join(_title(item) for item in document.get_toc())
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            yield words.get_text_range()
            words.close()
            page.close()
    finally:
        document.close()


def _title(item: Any) -> str:
    return str(item.get_title())
