"""Bytes changed at random places, as a damaged or a hostile file is."""

from __future__ import annotations

from hypothesis import strategies as st

from workbench.errors import Refused
from workbench.records.reading import Choice
from workbench.records.recognise import open_file, read_file


def mutate(data: st.DataObject, content: bytes, letters: bytes) -> bytes:
    """The content with one to six bytes changed, cut out or doubled, and perhaps cut short."""
    made = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(len(made) - 1, 0)))
        what = data.draw(st.sampled_from(("change", "cut", "double", "end")))
        if what == "change":
            made[at : at + 1] = bytes([data.draw(st.sampled_from(letters))])
        elif what == "cut":
            del made[at : at + data.draw(st.integers(1, 40))]
        elif what == "double":
            made[at:at] = made[at : at + data.draw(st.integers(1, 200))]
        elif data.draw(st.integers(0, 9)) == 0:
            del made[at:]
    return bytes(made)


def every_row_is_counted(content: bytes) -> None:
    """The file is refused, or each of its rows is somewhere and can be quoted."""
    try:
        found = read_file("mutated", content)
        places = [place for place, _ in open_file("mutated", content, Choice()).raw_rows()]
    except Refused:
        return
    cited = [entry.place for one in found.statements for entry in one.entries]
    cited += [one.place for one in (*found.ignored, *found.rejected)]
    if found.format in {"OFX 1", "OFX 2", "QIF", "MT940", "MT942"} or found.format[:4] == "CAMT":
        assert found.read == len(cited) == len(set(cited))
        assert sorted(cited) == sorted(places)
