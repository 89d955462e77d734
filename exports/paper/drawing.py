"""A picture as a part of the page's flow."""

from __future__ import annotations

from reportlab.platypus import Flowable

from exports.charts.paint import draw
from exports.charts.picture import Picture


class Drawing(Flowable):
    """A picture as wide as it may be, and no higher than the page allows."""

    def __init__(self, picture: Picture, width: float, height: float) -> None:
        """Fit the picture into `width` by `height` points."""
        super().__init__()
        self.picture = picture
        scale = min(width / picture.width, height / picture.height)
        self.width, self.height = picture.width * scale, picture.height * scale
        self.spaceAfter = 10

    def wrap(self, *_: float) -> tuple[float, float]:
        """The size it was fitted to."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it with its top at the top of its place."""
        draw(self.canv, self.picture, 0, self.height, self.width)
