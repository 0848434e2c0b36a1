"""What each step of the main job did, in a phrase, from its tally; light enough for every command to load."""

from collections.abc import Callable, Mapping
from typing import Any


def say_tasks(step: Mapping[str, Any]) -> str:
    """How many review tasks a step opened and closed, as the end of a phrase; nothing where it did neither."""
    done = {name: step.get("tasks", {}).get(name, 0) for name in ("opened", "closed")}
    return "".join(f", {count:,} review{'' if count == 1 else 's'} {name}" for name, count in done.items() if count)


SAYS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "scan": lambda step: f"{step['files']:,} files, {step['parsed']:,} of them new or changed{say_tasks(step)}",
    "check": lambda step: (
        "the network is down" if step["offline"] else f"{step['checked']:,} sources checked{say_tasks(step)}"
    ),
    "remind": lambda step: f"{step['counts']['sent']:,} sent, {step['counts']['failed']:,} failed",
    "publish": lambda step: f"{step['files']:,} files written",
}


def say_step(name: str, step: Mapping[str, Any]) -> str:
    """What a step did, in a phrase, from its tally."""
    return str(step["error"]) if "error" in step else SAYS[name](step)
