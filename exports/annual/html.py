"""The annual report as one web page: the accessible twin of the paper, without any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape
from typing import Final

from exports.annual.annual import Annual
from exports.annual.part import Part
from exports.charts.picture import Picture
from exports.charts.svg import as_svg
from exports.paper.grid import shown as cell_words
from exports.paper.marks import PROGRAM, instant
from exports.schedules.schedule import Row, Schedule

_STYLE: Final = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 1rem 1.25rem 3rem; max-width: 46rem; background: #fff;
  color: #1b1f24; font: 1.0625rem/1.6 "IBM Plex Sans", "Segoe UI", Arial, sans-serif; }
h1 { font-size: 2.25rem; line-height: 1.2; margin: 1.5rem 0 0; }
h2 { font-size: 1.5rem; line-height: 1.3; margin: 2.75rem 0 .5rem; }
h3 { font-size: 1.2rem; line-height: 1.3; margin: 2rem 0 .5rem; }
p { margin: .5rem 0 .75rem; overflow-wrap: anywhere; }
.lead { color: #5b6470; font-size: 1.2rem; margin-top: .25rem; }
.quiet, footer { color: #5b6470; font-size: .9375rem; }
a { color: #1f4e8c; }
a:focus-visible { outline: 3px solid #1f4e8c; outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: #fff; padding: .5rem; }
figure { margin: 1rem 0; overflow-x: auto; }
svg { width: 100%; min-width: 30rem; height: auto; }
.table { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; line-height: 1.4; }
caption { text-align: left; font-weight: 600; padding: .25rem 0 .5rem; }
caption span { display: block; font-weight: 400; color: #5b6470; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0;
  border-bottom: 1px solid #c9ced6; font-weight: 400; }
thead th { border-bottom: 2px solid #1b1f24; font-weight: 600; vertical-align: bottom; }
tfoot th, tfoot td { font-weight: 600; border-top: 2px solid #1b1f24; }
.number { text-align: right; white-space: nowrap; padding-right: 0; padding-left: .6rem;
  font-variant-numeric: tabular-nums; }
@media print { .skip, nav { display: none; } h2, h3 { break-after: avoid; }
  tr, figure { break-inside: avoid; } }
"""


def as_html(told: Annual) -> bytes:
    """The report as one page that stands alone."""
    title = f"{told.title}: annual report {told.year.name}"
    parts = "\n".join(
        line for number, part in enumerate(told.parts) for line in _part(part, number)
    )
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_text(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<header>
<h1>{_text(told.title)}</h1>
<p class="lead">{_text(told.subtitle)}</p>
</header>
<nav aria-label="Contents">
{_contents(told.parts)}
</nav>
<main id="report" tabindex="-1">
{parts}
</main>
<footer>
<p>For publication. It names nobody, and small numbers are left out.
{_text(PROGRAM)}, records of {_text(instant(told.at))}.</p>
</footer>
</body>
</html>
""".encode()


def _contents(parts: tuple[Part, ...]) -> str:
    """Links to every part, those within another in a list of their own."""
    lines, deep = ["<ul>"], False
    for number, part in enumerate(parts):
        link = f'<a href="#part-{number}">{_text(part.title)}</a>'
        if part.level and not deep:
            lines.append("<ul>")
        elif deep and not part.level:
            lines.append("</ul></li>")
        elif number:
            lines.append("</li>")
        deep = bool(part.level)
        lines.append(f"<li>{link}")
    lines.append("</li></ul></li></ul>" if deep else "</li></ul>")
    return "\n".join(lines)


def _part(part: Part, number: int) -> Iterator[str]:
    level = 2 + part.level
    yield f'<section aria-labelledby="part-{number}">'
    yield f'<h{level} id="part-{number}">{_text(part.title)}</h{level}>'
    yield from (f"<p>{_text(words)}</p>" for words in part.words)
    for place, shown in enumerate(part.shown):
        if isinstance(shown, Picture):
            key = f"chart-{number}-{place}"
            yield (
                f'<figure role="region" tabindex="0" aria-labelledby="{key}-title">'
                f"{_chart(shown, key)}</figure>"
            )
        else:
            yield from _table(shown)
    yield from (f"<p>{_text(words)}</p>" for words in part.notes)
    yield "</section>"


def _chart(picture: Picture, key: str) -> str:
    """The picture within the page, where no two may have the same ids."""
    drawn = as_svg(picture).strip()
    for old, new in (
        ('aria-labelledby="title about"', f'aria-labelledby="{key}-title {key}-about"'),
        ('<title id="title">', f'<title id="{key}-title">'),
        ('<desc id="about">', f'<desc id="{key}-about">'),
    ):
        drawn = drawn.replace(old, new, 1)
    return drawn


def _table(schedule: Schedule) -> Iterator[str]:
    if not schedule.rows:
        yield f"<p>{_text(schedule.empty)}</p>"
        return
    about = f" <span>{_text(schedule.about)}</span>" if schedule.about else ""
    name = f"table-{schedule.key}"
    yield f'<div class="table" role="region" tabindex="0" aria-labelledby="{_text(name)}">'
    yield f'<table><caption id="{_text(name)}">{_text(schedule.title)}{about}</caption>'
    yield "<thead><tr>"
    for column in schedule.columns:
        yield f'<th scope="col"{_class(column.kind)}>{_text(column.name)}</th>'
    yield "</tr></thead><tbody>"
    yield from (_row(schedule, row) for row in schedule.rows)
    yield "</tbody>"
    if schedule.total:
        yield f"<tfoot>{_row(schedule, schedule.total)}</tfoot>"
    yield "</table></div>"


def _row(schedule: Schedule, row: Row) -> str:
    first, *rest = zip(schedule.columns, row, strict=True)
    cells = [f'<th scope="row"{_class(first[0].kind)}>{_text(cell_words(first[1]))}</th>']
    cells += [f"<td{_class(column.kind)}>{_text(cell_words(cell))}</td>" for column, cell in rest]
    return f"<tr>{''.join(cells)}</tr>"


def _class(kind: str) -> str:
    return ' class="number"' if kind in {"count", "money"} else ""


def _text(words: str) -> str:
    """Words as text and nothing else: no markup, nothing that cannot be seen or turns a line."""
    return escape(
        "".join(
            " " if letter.isspace() else letter
            for letter in words
            if letter.isspace() or unicodedata.category(letter)[0] != "C"
        )
    )
