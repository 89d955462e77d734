"""The one way the program says no: a clear line saying what, where and what to do."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it is the program's answer, not a fault in it
    """Something asked for was not done, and nothing of it was kept.

    The message is one line for a person: what is wrong, where, and the remedy.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        """Compose the line from its three parts; the last two may be empty."""
        self.what, self.where, self.remedy = what, where, remedy
        line = f"{where}: {what}" if where else what
        if remedy:
            line = f"{line.rstrip('.')}. {remedy}"
        super().__init__(" ".join(line.split()))


class Cancelled(Exception):  # noqa: N818 - a person's wish, not a fault
    """The person asked for long work to stop; whatever it had begun is rolled back."""
