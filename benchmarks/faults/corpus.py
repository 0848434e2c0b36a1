"""The project that is worked on, and what its authors do with it from day to day: the same for the same seed."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

from benchmarks.scale.corpus import write_corpus

FIRST = date(2026, 11, 16)
# So many times, the first of which is the beginning, pages are edited, reviewed, taken down and added.
BUSY = 3
LEADS = 4
HOSTS = 20


def day_of(number: int) -> date:
    """The date of a day, counted from 0."""
    return FIRST + timedelta(days=number)


def write_project(root: Path, pages: int, seed: int, port: str) -> None:
    """Pages, sources and teams, each of which escalates to a lead; mail goes out on every day."""
    for folder in ("content", "references"):
        for file in sorted((root / folder).rglob("*.*")) if (root / folder).exists() else ():
            file.unlink()
        if folder == "references" and (root / folder).exists():
            (root / folder).rmdir()
    write_corpus(root, pages, seed, port, HOSTS)
    file = root / "reviewdue.yaml"
    settings = json.loads(file.read_text())
    for at, person in enumerate(settings["people"]):
        person["escalate_to"] = f"lead-{at % LEADS}"
    settings["people"] += [
        {"id": f"lead-{at}", "name": f"Lead {at}", "email": f"lead-{at}@example.org"} for at in range(LEADS)
    ]
    settings["policy"] = {"quiet": {"weekends": False, "holidays": None}}
    file.write_text(json.dumps(settings))


def pass_day(root: Path, number: int) -> None:
    """What happens to the pages before the runs of a day; nothing for 0."""
    if not 0 < number < BUSY:
        return
    for file in sorted((root / "content").rglob("page-*.md")):
        turn = int(file.stem.removeprefix("page-")) % 40
        text = file.read_text()
        if turn == number:
            file.write_text(text + "\nAsk your nurse again.\n")
        elif turn == number + 10:
            file.write_text(re.sub("last_reviewed: .*", f"last_reviewed: {day_of(number - 1)}", text))
        elif turn == number + 20:
            file.unlink()
    for at in range(5):
        matter = f"title: Page number {number}000{at}\nlast_reviewed: 2023-11-{10 + at}\nowner: team-{at}"
        fresh = root / "content" / f"page-{number}000{at}.md"
        fresh.write_text(f"---\n{matter}\nreview_interval: 36 months\nreferences: [s{at}]\n---\n\nAsk your nurse.\n")
