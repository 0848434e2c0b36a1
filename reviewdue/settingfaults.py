"""What is wrong with a configuration, in an operator's words: where it stands, what it is, what to write."""

import difflib
from collections.abc import Collection
from typing import Any

from pydantic import BaseModel, ValidationError

from reviewdue.documents import Document
from reviewdue.environment import Origins

# pydantic's words for these name types of Python, which are not what an operator writes.
SAID = {
    "model_type": "write “key: value” pairs here",
    "model_attributes_type": "write “key: value” pairs here",
    "dict_type": "write “key: value” pairs here",
    "tuple_type": "write a list here, such as [a, b]",
    "string_type": "write one text here",
    "is_instance_of": "write a length of time such as 12 months",
    "int_parsing": "write a whole number here",
    "int_from_float": "write a whole number here",
    "float_parsing": "write a number here",
    "bool_parsing": "write true or false here",
    "missing": "this key is needed and is not there",
}


def explain_faults(
    error: ValidationError, model: type[BaseModel], document: Document, path: str, origins: Origins
) -> list[str]:
    """One sentence for each fault: its place in the file `path` or its variable, its key, and the remedy."""
    faults = []
    for detail in error.errors():
        where = tuple(step for step in detail["loc"] if step != "[key]")
        origin = _origin(where, origins) or f"{path}:{document.line_of(*where) or 1}"
        name = ".".join(str(step) for step in where)
        faults.append(f"{origin}: {name}: {_sentence(detail['type'], detail['msg'], where, model)}")
    return list(dict.fromkeys(faults))


def _origin(where: tuple[int | str, ...], origins: Origins) -> str | None:
    """The variable a value came from, be it of its own or as a part of what the variable holds."""
    steps = tuple(str(step) for step in where)
    found = (origins.get(steps[:length]) for length in range(len(steps), 0, -1))
    return next((f"environment variable {variable}" for variable in found if variable), None)


def _sentence(kind: str, message: str, where: tuple[int | str, ...], model: type[BaseModel]) -> str:
    if kind != "extra_forbidden":
        return SAID.get(kind, message.removeprefix("Value error, ").replace("Input should be", "write", 1))
    return f"there is no such key{meant(str(where[-1]), _keys_beside(where, model))}"


def _keys_beside(where: tuple[int | str, ...], model: type[BaseModel]) -> list[str]:
    section: Any = model
    for step in where[:-1]:
        if isinstance(step, str) and step in section.model_fields:
            section = _section_in(section.model_fields[step].annotation)
    return list(section.model_fields)


def _section_in(annotation: Any) -> Any:
    inner = [
        kind for kind in getattr(annotation, "__args__", ()) if isinstance(kind, type) and issubclass(kind, BaseModel)
    ]
    return inner[0] if inner else annotation


def meant(name: str, known: Collection[str]) -> str:
    """The end of a sentence about an unknown name: the one that was meant, or all there are."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean “{close[0]}”?" if close else f"; known are: {', '.join(known)}"
