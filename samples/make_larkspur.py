"""Write the demonstration case "Operation Larkspur": `python samples/make_larkspur.py [FOLDER]`.

The same bytes every time. FOLDER is where `larkspur/` and `larkspur-answers.json` go; without
it, beside this file. Everything in the case is invented.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from making import answers, casefile, statements


def make(folder: Path) -> None:
    """Write the case below `folder`, and its answer key beside it."""
    case = folder / "larkspur"
    world = statements.play()
    statements.write(world, case)
    casefile.write(world, case)
    text = json.dumps(answers.key(world), indent=1, ensure_ascii=False) + "\n"
    (folder / "larkspur-answers.json").write_bytes(text.encode())


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
