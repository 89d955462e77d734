"""Is there a screen to open a window on, and of which kind?"""

from __future__ import annotations

import re
import socket
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Qt platforms that draw nowhere; a window opened there could never be closed.
UNSEEN = {"offscreen", "minimal", "minimalegl"}


class Display(Enum):
    """What a window would be drawn on."""

    NONE = "offscreen"
    X11 = "x11"
    WAYLAND = "wayland"
    NATIVE = "native"


def find_display(surroundings: Mapping[str, str]) -> Display:
    """The display that `surroundings` (environment variables) lead to.

    A variable left over from a session that has ended counts as no display: Qt would abort on it.
    """
    platform = surroundings.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if platform in UNSEEN:
        return Display.NONE
    if sys.platform != "linux":
        return Display.NATIVE
    if platform not in {"", "xcb"} and not platform.startswith("wayland"):
        return Display.NATIVE  # linuxfb, eglfs, vnc: chosen by a person who knows the machine
    if platform != "xcb" and _wayland_answers(surroundings):
        return Display.WAYLAND
    if _x11_answers(surroundings.get("DISPLAY", "")):
        return Display.X11
    return Display.NONE


def _wayland_answers(surroundings: Mapping[str, str]) -> bool:
    name = surroundings.get("WAYLAND_DISPLAY", "")
    folder = surroundings.get("XDG_RUNTIME_DIR", "")
    return bool(name) and (Path(folder) / name).is_socket()


def _x11_answers(name: str) -> bool:
    local = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", name)
    if local is None:
        return bool(name)  # over the network: only the attempt will tell
    path = f"/tmp/.X11-unix/X{local[1]}"  # noqa: S108 - where every X server listens
    return any(_connects(address) for address in (path, f"\0{path}"))


def _connects(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            line.connect(address)
        except OSError:
            return False
        return True
