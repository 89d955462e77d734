"""What a redaction takes out, as data: which text of the case is what, and what befalls it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from workbench.errors import Refused

_HERE: Final = Path(__file__).parent
#: Whose names or numbers are taken out.
WHOSE: Final = ("nobody", "third", "everybody")
TREATMENTS: Final = ("keep", "scrub", "pseudonym", "withhold")
#: Kinds of text that a profile decides on; the others have one treatment always.
DECIDED: Final = (
    "line", "counterparty", "number", "words", "file", "thing", "thing_number", "officer",
    "officer_number", "case", "court", "body",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """One redaction: what it is for, whose names and numbers go, what befalls the rest."""

    name: str
    title: str
    about: str
    names: str
    numbers: str
    treatment: dict[str, str]

    def as_data(self) -> dict[str, Any]:
        """The profile as it stands in a pack."""
        return {
            "profile": self.name, "title": self.title, "about": self.about, "names": self.names,
            "numbers": self.numbers, "treatment": self.treatment,
        }  # fmt: skip


def profiles() -> list[str]:
    """The names of the profiles that come with the program."""
    return sorted(path.stem for path in (_HERE / "profiles").glob("*.toml"))


def profile(name: str) -> Profile:
    """A profile by its name, or from a TOML file of your own.

    Raises:
        Refused: if there is none, or it does not say all that a profile says.
    """
    path = Path(name) if name.endswith(".toml") else _HERE / "profiles" / f"{name}.toml"
    if not name.endswith(".toml") and name not in profiles():
        raise Refused(
            f"there is no redaction profile {name}",
            remedy=f"Use {', '.join(profiles())}, or a .toml file of your own.",
        )
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Refused(f"cannot be read ({error.strerror or error})", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"is no TOML ({error})", where=str(path)) from error
    return from_data({"profile": path.stem, **told}, str(path))


def from_data(told: dict[str, Any], where: str) -> Profile:
    """A profile from data.

    Raises:
        Refused: if it does not say all that a profile says.
    """
    treatment = told.get("treatment")
    found = {key: told.get(key) for key in ("profile", "title", "about", "names", "numbers")}
    wrong = [key for key, value in found.items() if not isinstance(value, str) or not value]
    wrong += [key for key in ("names", "numbers") if found[key] not in WHOSE]
    if not isinstance(treatment, dict):
        wrong.append("treatment")
    else:
        wrong += [kind for kind in DECIDED if treatment.get(kind) not in TREATMENTS]
        wrong += [kind for kind in treatment if kind not in DECIDED]
    if wrong or not isinstance(treatment, dict):
        raise Refused(
            f"is no redaction profile: {', '.join(dict.fromkeys(wrong))} is missing or unknown",
            where=where,
            remedy="See the profiles in docs/pack.md.",
        )
    said = {key: str(value) for key, value in found.items()}
    return Profile(
        said["profile"], said["title"], said["about"], said["names"], said["numbers"],
        {kind: str(treatment[kind]) for kind in DECIDED},
    )  # fmt: skip


@cache
def kinds() -> dict[str, str]:
    """The kind of each column that is named, alone or as `table.column`."""
    told = tomllib.loads((_HERE / "columns.toml").read_text("utf-8"))
    return {column: kind for kind, columns in told.items() for column in columns}


def kind_of(table: str, column: str) -> str:
    """The kind of a text; `unknown` where nobody has said it."""
    named = kinds()
    return named.get(f"{table}.{column}") or named.get(column) or "unknown"


def treatment_of(profile: Profile, kind: str) -> str:
    """What befalls a kind of text under a profile: what nobody decided on is withheld."""
    always = {
        "code": "keep", "data": "scrub", "paper": "scrub", "party": "whose", "account": "whose",
    }  # fmt: skip
    kind = {"case_number": "case", "order": "case"}.get(kind, kind)
    return always.get(kind) or profile.treatment.get(kind, "withhold")
