"""What both forms of the check command print."""

import sys
from collections.abc import Mapping, Sequence
from json import dumps
from typing import Any

OFFLINE = "the network is down: nothing was checked and every verdict stays as it was"


def print_checked(counts: Mapping[str, int], results: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print for programs or for people."""
    if as_json:
        sys.stdout.write(dumps({"counts": counts, "results": results}, ensure_ascii=False) + "\n")
        return
    from reviewdue.cli.tables import print_checks

    print_checks(counts, results)
