"""What the configuration says about the live pages."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from reviewdue.settingtypes import Days, Section

SHORTEST_KEY = 32


def _address(url: str | None) -> str | None:
    if url is None or re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
        return url.rstrip("/") if url else None
    raise ValueError("write the address at which the live pages are reached, such as https://reviews.example.org")


def _long_enough(secret: str | None) -> str | None:
    if secret is not None and not all(len(key) >= SHORTEST_KEY for key in secret.split() or [""]):
        raise ValueError(f"a key has at least {SHORTEST_KEY} characters; make one with “openssl rand -hex 32”")
    return secret


class Serve(Section):
    """The live pages. `url` is where those who get mail reach them; without it, mail has no button.

    They listen on `port` of this machine; a web server stands in front. Links end after `link_days`. `secret` signs
    them: one key or more, apart by space, of which the last one signs; without any, one is made and kept in
    .reviewdue/secret.
    """

    url: Annotated[str | None, AfterValidator(_address)] = None
    port: Annotated[int, Field(ge=0, le=65535)] = 8400
    secret: Annotated[str | None, AfterValidator(_long_enough), Field(repr=False)] = None
    link_days: Annotated[Days, Field(ge=1)] = 60
