"""Every theme can be read by everyone, and nothing but what is wrong is red."""

from __future__ import annotations

import colorsys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette, QRawFont
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QRadioButton

from exports import fonts
from ui import icons, theme
from ui.theme import apply

ALL = sorted(theme.themes())


@pytest.mark.parametrize("key", ALL)
def test_every_pair_of_colours_that_meets_can_be_read(key: str) -> None:
    chosen = theme.themes()[key]
    for pair in theme.pairs():
        shades = getattr(chosen, pair.colour)
        for shade in shades if isinstance(shades, tuple) else (shades,):
            ratio = theme.contrast(shade, getattr(chosen, pair.over))
            assert ratio >= pair.ratio, f"{key}: {pair.colour} {shade} on {pair.over}: {ratio:.2f}"


def test_high_contrast_text_reaches_seven() -> None:
    chosen = theme.themes()["high-contrast"]
    for colour in (chosen.text, chosen.muted, chosen.accent, chosen.red, chosen.caution):
        assert theme.contrast(colour, chosen.surface) >= 7


@pytest.mark.parametrize("key", ALL)
def test_only_what_is_wrong_is_red(key: str) -> None:
    chosen = theme.themes()[key]

    def is_red(colour: str) -> bool:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        hue, lightness, saturation = colorsys.rgb_to_hls(*parts)
        return saturation > 0.5 and 0.1 < lightness < 0.9 and (hue < 0.04 or hue > 0.96)

    assert is_red(chosen.red)
    others = [*chosen.series, chosen.accent, chosen.caution, chosen.focus, chosen.text]
    assert not [colour for colour in others if is_red(colour)]


def test_contrast_is_that_of_the_standard() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_a_theme_that_is_no_longer_offered_falls_back() -> None:
    assert theme.theme("sepia").key == theme.DEFAULT


@pytest.mark.parametrize("key", ALL)
def test_a_theme_is_put_on_the_whole_application(qapp: QApplication, key: str) -> None:
    chosen = apply.apply(qapp, key)
    assert apply.current() is chosen
    assert qapp.palette().color(QPalette.ColorRole.Base) == QColor(chosen.surface)
    assert "$" not in qapp.styleSheet()
    assert QFontInfo(qapp.font()).family() == fonts.FAMILY


def test_the_digits_of_the_bundled_font_share_one_width(qapp: QApplication) -> None:
    apply.load_fonts()
    for weight in (400, 500, 600, 700):
        font = apply.text_font(theme.BODY)
        font.setWeight(apply.QFont.Weight(weight))
        assert len({QFontMetricsF(font).horizontalAdvance(digit) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("path", fonts.FILES.values(), ids=lambda p: p.name)
def test_the_bundled_font_can_be_embedded_and_writes_every_name(
    qapp: QApplication, path: Path
) -> None:
    start = path.read_bytes()
    assert start[:4] == b"\x00\x01\x00\x00", "TrueType outlines"
    assert b"glyf" in start[:512]
    font = QRawFont(str(path), 12)
    for letter in "£€$\N{MINUS SIGN}–—≥≤≠“”‘’✓…·×→ŁłŞşİığĞßØøÅåČčŽžŐőŰűŠšÞþÐđ":
        assert font.supportsCharacter(ord(letter)), letter
    assert "SIL OPEN FONT LICENSE" in fonts.LICENCE.read_text("utf-8").upper()


def test_an_icon_takes_the_colour_it_is_given(qapp: QApplication) -> None:
    picture = icons.pixmap("search", "#B3261E", 24).toImage()
    inked = {
        picture.pixelColor(x, y).name()
        for x in range(24)
        for y in range(24)
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert inked == {"#b3261e"}


def test_every_icon_can_be_drawn(qapp: QApplication) -> None:
    for path in icons.FOLDER.glob("*.svg"):
        picture = icons.pixmap(path.stem, "#000000", 24).toImage()
        assert any(picture.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), path
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon", "#000000")


def drawn(box: QAbstractButton, *, on: bool, enabled: bool = True) -> set[str]:
    """The colours within the indicator of a check box or a radio button."""
    box.setChecked(on)
    box.setEnabled(enabled)
    box.resize(box.sizeHint())
    picture = box.grab().toImage()
    middle = picture.height() // 2
    return {
        picture.pixelColor(x, y).name() for x in range(1, 15) for y in range(middle - 7, middle + 7)
    }


@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
@pytest.mark.parametrize("key", ALL)
def test_a_box_has_an_edge_and_when_it_is_on_a_mark(
    qapp: QApplication, key: str, kind: type[QCheckBox | QRadioButton]
) -> None:
    chosen = apply.apply(qapp, key)
    box = kind("Leave it aside")
    off = drawn(box, on=False)
    assert chosen.surface.lower() in off
    assert max(theme.contrast(shade, chosen.surface) for shade in off) >= 4.5, "its edge"
    assert {chosen.accent.lower(), chosen.on_accent.lower()} <= drawn(box, on=True)
    fixed = drawn(box, on=False, enabled=False)
    assert max(theme.contrast(shade, chosen.surface) for shade in fixed) >= 3
    assert {chosen.edge.lower(), chosen.on_accent.lower()} <= drawn(box, on=True, enabled=False)


@pytest.mark.parametrize("key", ALL)
def test_the_mark_of_a_box_is_drawn_in_the_colour_of_its_theme(key: str) -> None:
    mark = (theme.FOLDER / f"tick-{key}.svg").read_text("utf-8")
    assert f'stroke="{theme.themes()[key].on_accent}"' in mark
