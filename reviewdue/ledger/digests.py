"""The digest that everything in the trail goes by."""

import hashlib
from collections.abc import Iterable

# The name under which SQLite is given `digest`, which it lacks.
DIGEST = "reviewdue_digest"


def digest(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def combined(digests: Iterable[str]) -> str:
    """One digest over many, whatever their order."""
    return digest("".join(sorted(digests)))
