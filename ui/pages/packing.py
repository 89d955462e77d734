"""How a pack is to be written: whole or redacted, signed or not; and what verifying one came to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFileDialog, QInputDialog, QLineEdit, QWidget

from ui.widgets import button
from ui.words import counted

if TYPE_CHECKING:
    from exports.redact.profile import Profile
    from exports.sign.key import Key
    from exports.verify import Verification


class Packing:
    """The choices on the pack's card: a profile to redact by, a key to sign with."""

    def __init__(self, page: QWidget, say: Callable[[str], None]) -> None:
        """Nothing is redacted and nothing signed until it is asked for."""
        from exports.redact.profile import profile, profiles

        self._page, self._say = page, say
        self._key: Path | None = None
        self._password = ""
        self.redact = QComboBox()
        self.redact.setAccessibleName("Whether names and numbers are taken out")
        self.redact.addItem("Whole", "")
        for name in profiles():
            self.redact.addItem(f"Redacted {profile(name).title}", name)
        self.sign = button("Sign with a key…", self.choose_key, tip="A .p12 file, and its password")

    def choose_key(self) -> None:
        """Ask for the key and its password, or put a key away that was chosen before."""
        if self._key is not None:
            self.use_key(None, "")
            return
        name, _ = QFileDialog.getOpenFileName(
            self._page, "Sign with a key", "", "Keys (*.p12 *.pfx)"
        )
        if not name:
            return
        password, given = QInputDialog.getText(
            self._page, "Sign with a key", f"Password of {Path(name).name}",
            QLineEdit.EchoMode.Password,
        )  # fmt: skip
        if given:
            self.use_key(Path(name), password)

    def use_key(self, path: Path | None, password: str) -> None:
        """Sign with this key from now on, or with none."""
        self._key, self._password = path, password
        self.sign.setText("Sign with a key…" if path is None else "Do not sign")
        self.sign.setToolTip(
            "A .p12 file, and its password" if path is None else f"Signs with {path.name}"
        )
        self._say("" if path is None else f"Will be signed with {path.name}.")

    def chosen(self) -> tuple[Path | None, str, str]:
        """Key file, password and profile, to be opened off the window's thread."""
        return self._key, self._password, str(self.redact.currentData())


def opened(key: Path | None, password: str, redact: str) -> tuple[Key | None, Profile | None]:
    """The key and the profile.

    Raises:
        Refused: if the key may not sign, or does not open.
    """
    from exports.redact.profile import profile
    from exports.sign.key import open_key

    return open_key(key, password) if key else None, profile(redact) if redact else None


def told(name: str, found: Verification) -> str:
    """What verifying a pack came to, in a few sentences."""
    from exports.paper.marks import instant

    if found.ok:
        again = f"{counted(found.recomputed, 'figure')} were computed again and agree."
        said = [f"{name} holds: every byte is accounted for and {again}"]
    else:
        more = len(found.differences) - 4
        said = [
            f"{name} does not hold: {'; '.join(found.differences[:4])}"
            + (f"; and {counted(more, 'more', 'more')}" if more > 0 else "")
            + "."
        ]
    if found.signer is not None:
        broken = "" if found.signature == "good" else "Its signature is broken. "
        said.append(
            f"{broken}Signed by {found.signer.name} on "
            f"{instant(datetime.fromisoformat(found.signer.at))} by their own clock; the "
            f"certificate {found.signer.trust}."
        )
    elif found.ok:
        said.append("It is not signed.")
    if found.unproved:
        said.append(
            f"It is redacted ({found.redacted}). Not proved by it alone: "
            f"{'; '.join(found.unproved)}."
        )
    return " ".join(said)
