"""A supervisor in a process of its own, for tests that kill it: `supervised.py DIR`.

DIR/parts.json names the commands to keep running; a line "up" is printed when they are started.
"""

import json
import os
import sys
from pathlib import Path

from workers.keeper import keep
from workers.parts import Part
from workers.supervise import Stopped, Supervisor


def say(text: str) -> None:
    print(text, flush=True)


def main(place: Path) -> int:
    wanted = json.loads((place / "parts.json").read_text())
    parts = [Part(name, tuple(words), place / f"{name}.log") for name, words in wanted.items()]

    def supervise(leash: int) -> int:
        supervisor = Supervisor(os.environ, say, leash, grace=3.0)
        try:
            supervisor.start(parts)
            print("up", os.getpid(), flush=True)
            supervisor.run()
        except Stopped:
            pass
        finally:
            supervisor.stop()
        return 0

    return keep(supervise)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
