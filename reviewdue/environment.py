"""What REVIEWDUE_… variables say, laid over what reviewdue.yaml says; secrets come from the files they name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewdue.documents import DocumentUnreadable, read_yaml
from reviewdue.errors import ConfigurationError

PREFIX = "REVIEWDUE_"
# Variables of the deployment and of the tests, which are no settings.
OTHER_USES = ("REVIEWDUE_HOME", "REVIEWDUE_LOG", "REVIEWDUE_TEST_")
NOTHING = frozenset(("", "~", "null"))
# Only these begin something else than a text: anything else is taken as it stands, colons and all.
YAML_STARTS = ("[", "{", '"', "'")
# Never taken apart: a password may begin with any character.
VERBATIM = frozenset(("password", "url", "key", "secret", "client_secret"))

Steps = tuple[str, ...]
Origins = dict[Steps, str]


def lay_over(data: dict[str, Any], environment: Mapping[str, str]) -> tuple[dict[str, Any], Origins]:
    """The data with the variables laid over it, and which variable each laid-over path came from.

    Raises ConfigurationError, which names the variable.
    """
    merged, origins = dict(data), Origins()
    named = (name for name in environment if name.startswith(PREFIX) and not name.startswith(OTHER_USES))
    for variable in sorted(named):
        steps, value = _read_variable(variable, environment[variable])
        if steps in origins:
            raise ConfigurationError(f"environment variables {origins[steps]} and {variable}: set one of the two")
        _set(merged, steps, value, variable)
        origins[steps] = variable
    return merged, origins


def _read_variable(variable: str, text: str) -> tuple[Steps, Any]:
    name = variable.removeprefix(PREFIX)
    if not name.endswith("_FILE") or name.endswith("__CA_FILE"):
        steps = tuple(name.lower().split("__"))
        return steps, text if steps[-1] in VERBATIM else _value(variable, text)
    return tuple(name.removesuffix("_FILE").lower().split("__")), _secret(variable, text)


def _value(variable: str, text: str) -> Any:
    text = text.strip()
    if text in NOTHING:
        return None
    if not text.startswith(YAML_STARTS):
        return text
    try:
        return read_yaml(text, mend=False).data
    except DocumentUnreadable as error:
        raise ConfigurationError(
            f"environment variable {variable}: {error.finding.message}; {error.finding.hint}"
        ) from None


def _secret(variable: str, path: str) -> str:
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        reason = error.strerror or str(error)
    except UnicodeDecodeError:
        reason = "it holds bytes that are not UTF-8"
    else:
        if secret:
            return secret
        reason = "it is empty"
    remedy = "name a file that holds the value and that this user can read"
    raise ConfigurationError(f"environment variable {variable}: {path}: {reason}; {remedy}")


def _set(data: dict[str, Any], steps: Steps, value: Any, variable: str) -> None:
    """Put a value into nested data without touching the mappings and lists it came from."""
    place: Any = data
    for at, step in enumerate(steps):
        key: Any = _index(place, steps[:at], step, variable) if isinstance(place, list) else step
        last = at == len(steps) - 1
        place[key] = value if last else _own_copy(place[key] if isinstance(place, list) else place.get(key))
        place = place[key]


def _index(place: list[Any], before: Steps, step: str, variable: str) -> int:
    if step.isdecimal() and int(step) < len(place):
        return int(step)
    told = f"{'.'.join(before)} is a list of {len(place)}: name one of them by its number, counted from 0"
    raise ConfigurationError(f"environment variable {variable}: {told}")


def _own_copy(value: Any) -> Any:
    if isinstance(value, list):
        return list(value)
    return dict(value) if isinstance(value, dict) else {}
