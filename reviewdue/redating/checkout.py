"""Content in a git checkout: a commit on a branch of its own, while the working tree stays as it is.

It is made of git's plumbing, with an index of its own: no hook runs, no file is checked out, nothing is pushed.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 60
# What a name of a branch may hold here; git would take more, and shells would not.
ODD = re.compile(r"[^\w./-]+|//+|\.\.+|/\.|\.lock(?=/|$)|@\{")
NOBODY = "0" * 40


class GitFailed(Exception):
    """Git could not do it; the message is git's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """In whose name a commit is made."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A git checkout that holds a folder."""

    top: Path

    def run(self, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> bytes:
        """The output of a git command. Raises GitFailed."""
        try:
            done = subprocess.run(  # noqa: S603 - our own arguments, and no shell
                ["git", "-C", str(self.top), *arguments],  # noqa: S607 - whichever git the user has
                input=stdin,
                capture_output=True,
                env={**_plain_environment(), **(environment or {})},
                timeout=TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise GitFailed(str(error)) from error
        if done.returncode:
            raise GitFailed(done.stderr.decode(errors="replace").strip() or f"git {arguments[0]} failed")
        return done.stdout

    def relative(self, file: Path) -> str:
        """A file's path as git names it."""
        return (file.parent.resolve() / file.name).relative_to(self.top).as_posix()

    def entry(self, path: str) -> tuple[str, bytes] | None:
        """The mode and the bytes of a file in the newest commit; None if that has none."""
        listed = self.run("ls-tree", "-z", "HEAD", "--", path).decode(errors="surrogateescape")
        if not listed:
            return None
        mode, _, rest = listed.partition(" ")
        return mode, self.run("cat-file", "blob", rest.split()[1])

    def commit(
        self, files: Mapping[str, tuple[str, bytes]], branch: str, message: str, author: Author
    ) -> tuple[str, str]:
        """Commit files, each with its mode, onto a new branch from the newest commit: the branch's name, its hash."""
        parent = self.run("rev-parse", "HEAD").decode().strip()
        with tempfile.TemporaryDirectory(prefix="reviewdue-index-") as folder:
            index = {"GIT_INDEX_FILE": f"{folder}/index"}
            self.run("read-tree", parent, environment=index)
            for path, (mode, data) in files.items():
                blob = self.run("hash-object", "-w", "--no-filters", "--stdin", stdin=data).decode().strip()
                entry = f"{mode} {blob}\t{path}\0".encode(errors="surrogateescape")
                self.run("update-index", "-z", "--index-info", stdin=entry, environment=index)
            tree = self.run("write-tree", environment=index).decode().strip()
        commit = self.run("commit-tree", tree, "-p", parent, stdin=message.encode(), environment=_as(author))
        made = commit.decode().strip()
        return self._point(branch, made), made

    def _point(self, branch: str, commit: str) -> str:
        """Make a branch for a commit, under the first name that is free."""
        taken = set(self.run("for-each-ref", "--format=%(refname:short)", "refs/heads").decode().split())
        names = [branch, *(f"{branch}-{number}" for number in range(2, 1_000))]
        name = next(name for name in names if name not in taken)
        self.run("update-ref", f"refs/heads/{name}", commit, NOBODY)
        return name


def _plain_environment() -> dict[str, str]:
    # Inside a hook git's own variables would lead to another repository, or to an index in use.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


def _as(author: Author) -> dict[str, str]:
    names = {f"GIT_{role}_NAME": author.name for role in ("AUTHOR", "COMMITTER")}
    return names | {f"GIT_{role}_EMAIL": author.email for role in ("AUTHOR", "COMMITTER")}


def find_checkout(folder: Path) -> Checkout | None:
    """The checkout a folder is in; None where it is in none. Raises GitFailed where there is one that git refuses."""
    if not any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return None
    asked = Checkout(top=folder)
    if asked.run("rev-parse", "--is-inside-work-tree").strip() != b"true":
        return None
    top = asked.run("rev-parse", "--show-toplevel").decode(errors="surrogateescape").removesuffix("\n")
    found = Checkout(top=Path(top).resolve())
    return found if _has_commit(found) else None


def _has_commit(checkout: Checkout) -> bool:
    try:
        checkout.run("rev-parse", "--verify", "--quiet", "HEAD")
    except GitFailed:
        return False
    return True


def branch_name(page_id: str, day: object) -> str:
    """What the branch of a review is called."""
    readable = re.sub(r"[-/]*/[-/]*", "/", ODD.sub("-", page_id)).strip("-./") or "page"
    return f"reviewdue/review-{readable}-{day}"
