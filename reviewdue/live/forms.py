"""What a browser sends with a form: read within bounds, decoded, and nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import HTTPException
from starlette.requests import Request

LARGEST = 256 * 1024
MOST_FIELDS = 3_000
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form; a field that is not there is empty."""

    fields: Mapping[str, list[str]]

    def text(self, name: str) -> str:
        """One line or more, without space around it, and of a length that a person may have typed."""
        return self.fields.get(name, [""])[-1].replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST_TEXT]

    def all(self, name: str) -> list[str]:
        """Every value of a field that may be ticked more than once."""
        return self.fields.get(name, [])

    def values(self) -> dict[str, str]:
        """Each field's text, to be shown again when something is wrong."""
        return {name: self.text(name) for name in self.fields}


async def read_form(request: Request) -> Form:
    """The form of a POST. Answers 413 and 400 by itself."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise HTTPException(413, "That is more than a form of ours can hold.")
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError):
        raise HTTPException(400, "The form could not be read; please open the page again.") from None
    return Form(fields)
