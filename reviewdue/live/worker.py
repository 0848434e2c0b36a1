"""One of several processes that serve the same project: makes the application of the one that started it."""

import json
import os
from datetime import date
from pathlib import Path

from fastapi import FastAPI

from reviewdue.live.app import make_app
from reviewdue.live.recent import Acts

HANDED_OVER = "_REVIEWDUE_SERVED"


def hand_over(root: Path, today: date | None, acts: Path) -> None:
    """Leave word for the processes that are started from now on; in the file `acts` they count what people do."""
    os.environ[HANDED_OVER] = json.dumps([str(root.resolve()), today.isoformat() if today else None, str(acts)])


def make() -> FastAPI:
    """The application, in a process that was started."""
    root, today, acts = json.loads(os.environ[HANDED_OVER])
    return make_app(Path(root), date.fromisoformat(today) if today else None, acts=Acts(Path(acts)))
