"""The keys that sign links: from the settings, or made once and kept in the root where only its owner reads them."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from reviewdue.errors import WorkNotDone
from reviewdue.servesettings import SHORTEST_KEY
from reviewdue.settings import Settings

FILE = Path(".reviewdue") / "secret"


def load_keys(root: Path, settings: Settings) -> list[str]:
    """All keys, of which the last one signs and every one is still believed.

    To rotate, add a key at the end, and take the old one out when its links have expired. Raises WorkNotDone.
    """
    if settings.serve.secret:
        return settings.serve.secret.split()
    file = root / FILE
    keys = _read(file) or _make(file)
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise WorkNotDone(f"{file}: a key is shorter than {SHORTEST_KEY} characters; delete the file, and one is made")
    return keys


def _read(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise WorkNotDone(f"{file}: the key that signs links cannot be read: {reason}; check who may read it") from None


def _make(file: Path) -> list[str]:
    """Written aside and linked into place, so that of two programs that start at once both go on with one key."""
    aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(SHORTEST_KEY) + "\n")
        with suppress(FileExistsError):
            os.link(aside, file)
        aside.unlink()
    except OSError as error:
        raise WorkNotDone(f"{file}: no key to sign links can be written: {error.strerror}; set serve.secret") from None
    return _read(file)
