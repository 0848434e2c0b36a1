"""Makes the automations of automations.yaml, or changes those of the same name:

    python deploy/automations.py [--notify slack-webhook/ops]

Without a block to notify, those that are there tell whom they told before; new ones are made with no action, so that
they show in Prefect and tell nobody.
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


def there(name: str) -> Any:
    """The automation of a name that Prefect has, or None."""
    try:
        return Automation.read(name=name)
    except ValueError:
        return None


def told_by(automation: Any) -> Any:
    """The block that an automation tells, or None."""
    actions = automation.actions if automation else ()
    return next((one.block_document_id for one in actions if isinstance(one, SendNotification)), None)


def bring_up_to_date(one: dict[str, Any], block: Any) -> str:
    """Make an automation, or change the one of its name; what was done. Without a block it tells whom it told."""
    words = {name: one.pop(name) for name in ("subject", "body", "crash") if name in one}
    before = there(one["name"])
    wanted = Automation(**one, actions=[_action(block or told_by(before), words)])
    if before is None:
        wanted.create()
        return "made"
    # Whoever has paused one means it.
    wanted.id, wanted.enabled = before.id, before.enabled
    wanted.update()
    return "brought up to date"


def _action(block: Any, words: dict[str, str]) -> Any:
    if "crash" in words:
        return ChangeFlowRunState(state=StateType.CRASHED, message=words["crash"])
    return SendNotification(block_document_id=block, **words) if block else DoNothing()


def main() -> None:
    """All of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notify", metavar="TYPE/NAME", help="a notification block, such as slack-webhook/ops")
    name = parser.parse_args().notify
    block = Block.load(name)._block_document_id if name else None
    for one in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        print(f"{one['name']}: {bring_up_to_date(one, block)}")  # noqa: T201 - its words to whoever runs it


if __name__ == "__main__":
    main()
