"""Makes the automations of automations.yaml, or changes those of the same name:

    python deploy/automations.py [--notify slack-webhook/ops]

Without a block to notify they are made with no action, so that they show in Prefect and tell nobody.
"""

import argparse
from pathlib import Path
from typing import Any

import yaml
from prefect.automations import Automation
from prefect.blocks.core import Block
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, DoNothing, SendNotification

FILE = Path(__file__).with_name("automations.yaml")


def read(block: Any) -> list[Automation]:
    """The automations as they should be; `block` is what they notify."""
    found = []
    for one in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        words = {name: one.pop(name) for name in ("subject", "body", "crash") if name in one}
        found.append(Automation(**one, actions=[_action(block, words)]))
    return found


def _action(block: Any, words: dict[str, str]) -> Any:
    if "crash" in words:
        return ChangeFlowRunState(state=StateType.CRASHED, message=words["crash"])
    return SendNotification(block_document_id=block, **words) if block else DoNothing()


def upsert(wanted: Automation) -> str:
    """Make it, or change the one of its name; what was done."""
    try:
        there = Automation.read(name=wanted.name)
    except ValueError:
        wanted.create()
        return "made"
    # Whoever has paused one means it.
    wanted.id, wanted.enabled = there.id, there.enabled
    wanted.update()
    return "brought up to date"


def main() -> None:
    """All of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notify", metavar="TYPE/NAME", help="a notification block, such as slack-webhook/ops")
    name = parser.parse_args().notify
    block = Block.load(name)._block_document_id if name else None
    for automation in read(block):
        print(f"{automation.name}: {upsert(automation)}")  # noqa: T201 - its words to whoever runs it


if __name__ == "__main__":
    main()
