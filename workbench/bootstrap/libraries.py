"""The system libraries that Qt's wheels expect of a Linux machine, and which are missing.

Found by adding one at a time to a bare Debian 12. Qt's own message names the wrong library when
one is missing, so each is tried by loading it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from workbench.bootstrap.display import Display


@dataclass(frozen=True)
class Library:
    """A shared library by the name it is loaded by, and the packages that bring it.

    `debian` lists the names by release, newest first.
    """

    soname: str
    debian: tuple[str, ...]
    fedora: str
    arch: str


DRAWING = (
    Library("libglib-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0"), "glib2", "glib2"),
    Library("libgthread-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0"), "glib2", "glib2"),
    Library("libEGL.so.1", ("libegl1",), "libglvnd-egl", "libglvnd"),
    Library("libGL.so.1", ("libgl1",), "libglvnd-glx", "libglvnd"),
    Library("libxkbcommon.so.0", ("libxkbcommon0",), "libxkbcommon", "libxkbcommon"),
    Library("libfontconfig.so.1", ("libfontconfig1",), "fontconfig", "fontconfig"),
    Library("libdbus-1.so.3", ("libdbus-1-3",), "dbus-libs", "dbus"),
    Library("libX11.so.6", ("libx11-6",), "libX11", "libx11"),
)
X11 = (
    Library(
        "libxkbcommon-x11.so.0",
        ("libxkbcommon-x11-0",),
        "libxkbcommon-x11",
        "libxkbcommon-x11",
    ),
    Library("libxcb-cursor.so.0", ("libxcb-cursor0",), "xcb-util-cursor", "xcb-util-cursor"),
    Library("libxcb-icccm.so.4", ("libxcb-icccm4",), "xcb-util-wm", "xcb-util-wm"),
    Library("libxcb-keysyms.so.1", ("libxcb-keysyms1",), "xcb-util-keysyms", "xcb-util-keysyms"),
    Library("libxcb-image.so.0", ("libxcb-image0",), "xcb-util-image", "xcb-util-image"),
    Library(
        "libxcb-render-util.so.0",
        ("libxcb-render-util0",),
        "xcb-util-renderutil",
        "xcb-util-renderutil",
    ),
    Library("libxcb-util.so.1", ("libxcb-util1",), "xcb-util", "xcb-util"),
    Library("libxcb-shape.so.0", ("libxcb-shape0",), "libxcb", "libxcb"),
    Library("libxcb-xkb.so.1", ("libxcb-xkb1",), "libxcb", "libxcb"),
    Library("libxcb-randr.so.0", ("libxcb-randr0",), "libxcb", "libxcb"),
    Library("libX11-xcb.so.1", ("libx11-xcb1",), "libX11-xcb", "libx11"),
)
WAYLAND = (
    Library("libwayland-client.so.0", ("libwayland-client0",), "libwayland-client", "wayland"),
    Library("libwayland-cursor.so.0", ("libwayland-cursor0",), "libwayland-cursor", "wayland"),
)
BY_DISPLAY = {
    Display.NONE: DRAWING,
    Display.NATIVE: DRAWING,
    Display.X11: DRAWING + X11,
    Display.WAYLAND: DRAWING + WAYLAND,
}


def missing(display: Display) -> list[Library]:
    """The libraries for `display` that this machine cannot load; none outside Linux."""
    if sys.platform != "linux":
        return []
    return [library for library in BY_DISPLAY[display] if not _loads(library.soname)]


def _loads(soname: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
