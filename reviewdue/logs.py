"""Log lines for people or, with REVIEWDUE_LOG=json, for programs; no address of a person leaves in either."""

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

VARIABLE = "REVIEWDUE_LOG"
ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]*\w")
MASKED = "(an address)"


class PlainLines(logging.Formatter):
    """Lines as they were, but for addresses of people."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, or several with a traceback."""
        return ADDRESS.sub(MASKED, super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a line: `at`, `level`, `logger`, `message` and, of a fault, `fault`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        facts = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            facts["fault"] = self.formatException(record.exc_info)
        return json.dumps({name: ADDRESS.sub(MASKED, text) for name, text in facts.items()}, ensure_ascii=False)


def to_standard_error(environment: Mapping[str, str], plain: str) -> logging.Handler:
    """A handler that writes lines as `plain` says, or JSON where the environment asks for it."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines() if environment.get(VARIABLE) == "json" else PlainLines(plain))
    return lines
