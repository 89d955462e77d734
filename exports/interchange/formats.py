"""The formats of other programs: who writes each, how its files end, and who reads it."""

from __future__ import annotations

from typing import Final, NamedTuple


class Format(NamedTuple):
    """A format: its writer, the usual ending of its files, and who reads it, in a word or two."""

    writer: str
    ending: str
    reader: str


FORMATS: Final = {
    "ftm": Format("exports.interchange.ftm:write", ".ftm.json", "FollowTheMoney"),
    "graphml": Format("exports.interchange.graphml:write", ".graphml", "yEd, Cytoscape"),
    "gexf": Format("exports.interchange.gexf:write", ".gexf", "Gephi"),
    "i2-csv": Format("exports.interchange.i2_csv:write", ".zip", "i2 tables"),
    "anx": Format("exports.interchange.anx:write", ".anx", "i2 chart"),
}
