"""Moving, backing up and restoring the ledger: where each copy is written, and when it takes its name."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from reviewdue.errors import ConfigurationError, WorkNotDone
from reviewdue.ledger import open_ledger
from reviewdue.ledger.copying import Copied, copy_ledger
from reviewdue.projects import Project

# What SQLite keeps beside a file while it is open.
BESIDE = ("", "-wal", "-shm")


def copy_to(project: Project, url: str) -> Copied:
    """Copy the project's ledger into an empty one at a URL. Raises WorkNotDone, ConfigurationError."""
    with closing(open_ledger(url, project.root)) as target:
        if target.engine.url == project.ledger.engine.url:
            raise ConfigurationError("that is the ledger itself; name another one with --to")
        return copy_ledger(project.ledger, target)


def back_up(project: Project, file: Path) -> Copied:
    """Write the ledger, whatever engine it is on, into a new SQLite file, which appears when it is whole."""
    if file.exists():
        raise ConfigurationError(f"{file} is there already; name a new file")
    if not file.parent.is_dir():
        raise ConfigurationError(f"{file.parent} is no folder; make it first")
    with _unfinished(file) as part:
        with closing(open_ledger(f"sqlite:///{part}", part.parent)) as target:
            copied = copy_ledger(project.ledger, target)
        _write_through(part)
        os.replace(part, file)
    return copied


def restore(project: Project, file: Path) -> Copied:
    """Bring a backup into the project's ledger, which must be empty; the file stays as it is.

    One that an earlier version wrote is brought up to date on the way.
    """
    if not file.is_file():
        raise ConfigurationError(f"{file} is not there; name a file that “reviewdue ledger backup” wrote")
    with tempfile.TemporaryDirectory(prefix="reviewdue-restore-", dir=project.root) as folder:
        copy = shutil.copy(file, folder)
        with closing(open_ledger(f"sqlite:///{copy}", project.root)) as source:
            return copy_ledger(source, project.ledger)


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """A name beside a file for what is not whole yet; whatever is left of it goes."""
    part = file.with_name(f".{file.name}.part")
    try:
        yield part
    except OSError as error:
        raise WorkNotDone(f"{file} could not be written: {error.strerror or error}") from error
    finally:
        for ending in BESIDE:
            part.with_name(part.name + ending).unlink(missing_ok=True)


def _write_through(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())
