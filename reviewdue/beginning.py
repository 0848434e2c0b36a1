"""A new governed project in a folder: its configuration, fitted to the pages that are there already."""

import itertools
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reviewdue.documents import DocumentUnreadable
from reviewdue.errors import ConfigurationError
from reviewdue.files import open_folder, read_bytes, walk
from reviewdue.frontmatter import split_front_matter
from reviewdue.pagefiles import read_header
from reviewdue.rendering import build_environment
from reviewdue.settings import FILE_NAME, Publisher, Source
from reviewdue.surveys import FrontMatter, Survey, survey

# Enough to see what names a site uses.
LOOKED_AT = 2_000
PAGES = ("**/*.md", "**/*.markdown", "**/*.mdx", "**/*.erb")
# Pages about the project itself, which no reader of its site sees, and parts of pages.
OTHERS = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE.md",
    "CODE_OF_CONDUCT.md",
    "**/_*.erb",
    "/templates/",
)
# What a run writes, which belongs in no repository.
IGNORED = ("/outbox/", "/site/", "/.reviewdue/", "/reviewdue.db*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What `init` did: the files it wrote, those that were there and stayed as they are, and what it saw."""

    root: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    seen: Survey

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {"root": str(self.root), "written": self.written, "kept": self.kept, **asdict(self.seen)}


def begin(folder: Path, today: date) -> Beginning:
    """Make `folder` a governed project. Nothing that is there is overwritten.

    Raises ConfigurationError when it is one already, or cannot be written to.
    """
    if (folder / FILE_NAME).exists():
        raise ConfigurationError(f"{folder / FILE_NAME}: is there already; nothing was changed")
    seen = survey(list(_pages(folder))) if folder.is_dir() else survey(())
    texts = _texts(folder, seen, today)
    try:
        written = tuple(name for name, text in texts.items() if _write_new(folder / name, text))
    except OSError as error:
        raise ConfigurationError(f"{error.filename}: cannot be written: {error.strerror}") from None
    kept = tuple(name for name in texts if name not in written)
    return Beginning(root=folder, written=written, kept=kept, seen=seen)


def _pages(folder: Path) -> Iterator[FrontMatter]:
    source = Source(path=".", include=PAGES, exclude=OTHERS)
    for found in itertools.islice(walk(open_folder(folder, source)), LOOKED_AT):
        yield found.path, _front_matter(folder, found.path)


def _front_matter(folder: Path, path: str) -> dict[str, Any]:
    """What a page says of itself, as far as it can be read: what is wrong with it, a scan will say."""
    try:
        text = read_bytes(str(folder), path).decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        split = split_front_matter(text)
        data = read_header(split).data if split.header else None
    except (OSError, DocumentUnreadable):
        return {}
    return data if isinstance(data, dict) else {}


def _texts(folder: Path, seen: Survey, today: date) -> dict[str, str]:
    """The text of every file of a new project, by its path."""
    publisher = Publisher()
    name = folder.resolve().name.replace("-", " ").capitalize() or publisher.name
    values = {**asdict(seen), "publisher": name, "timezone": publisher.timezone, "today": today}
    environment = build_environment(folder, publisher.zone)
    templates = {FILE_NAME: "reviewdue.yaml", "references/sources.yaml": "references.yaml"}
    if not seen.pages:
        templates["content/example.md"] = "page.md"
    texts = {
        path: environment.get_template(f"init/{template}").render(project=values)
        for path, template in templates.items()
    }
    return {**texts, ".gitignore": "\n".join(IGNORED) + "\n"}


def _write_new(path: Path, text: str) -> bool:
    """Write a file unless there is one; whether it was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
