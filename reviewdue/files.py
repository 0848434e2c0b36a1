"""The files of a `files` source: which there are, what the file system says of them, and their bytes."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pathspec

from reviewdue.errors import SourceFailed
from reviewdue.pagefiles import DATA_SUFFIXES, PAGE_SUFFIXES

# Not where files are parsed: what reads the settings takes longer to load than a thousand files to parse.
if TYPE_CHECKING:
    from reviewdue.settings import Source

LARGEST = 10 * 1024 * 1024
PIECE = 64 * 1024
# Following them could lead round in a circle, or out of the source.
LINKED_FOLDER = "it is a link to a folder, which is not followed: name that folder as a source, or exclude the link"
NOTHING = "(?!)"
NEVER = frozenset({"node_modules", "__pycache__"})
SUFFIXES = re.compile(rf"(?:{'|'.join(map(re.escape, PAGE_SUFFIXES))})+\Z", re.I)


# A tuple, as there is one for every file of every scan: a frozen dataclass takes four times as long to make and send.
class Found(NamedTuple):
    """A page file: its path below the root, its id by default, and a stamp that changes when it does.

    `sidecar` is the path of a YAML or JSON file of the same name, which holds the page's metadata.
    """

    path: str
    default_id: str
    stamp: str
    sidecar: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The place and the patterns of a `files` source."""

    base: str
    prefix: str
    includes: Callable[[str], object]
    excludes: Callable[[str], object]

    def takes(self, relative: str) -> bool:
        """Whether a file belongs to the source; `relative` starts at the source's folder."""
        is_page = relative.lower().endswith(PAGE_SUFFIXES)
        return is_page and bool(self.includes(relative)) and not self.excludes(relative)


def open_folder(root: Path, source: "Source") -> Folder:
    """The folder of a source. Raises SourceFailed when it is not there."""
    base = root / source.path
    if not base.is_dir():
        raise SourceFailed(f"the folder {source.path} is not there")
    return Folder(
        base=str(base),
        prefix=Path(os.path.relpath(base, root)).as_posix(),
        includes=matcher(source.include or ("*",)),
        excludes=matcher(source.exclude),
    )


def matcher(lines: Iterable[str]) -> Callable[[str], object]:
    """What tells whether a path matches these patterns, which are written as in .gitignore."""
    spec = pathspec.PathSpec.from_lines("gitignore", lines)
    if any(pattern.include is False for pattern in spec.patterns):
        return spec.match_file
    # Without exceptions among them the order does not count, and one expression is many times faster.
    wanted = [pattern.regex.pattern for pattern in spec.patterns if pattern.regex]
    return re.compile("|".join(wanted) or NOTHING).match


def walk(folder: Folder) -> Iterator[Found]:
    """Every page file of the folder, sorted by path in code point order, as the ledger sorts them."""
    prefix = "" if folder.prefix == "." else f"{folder.prefix}/"
    for relative, entry, sidecar in _walk(folder, folder.base, ""):
        yield _found(prefix, relative, entry, sidecar)


def _walk(folder: Folder, place: str, relative: str) -> Iterator[tuple[str, os.DirEntry[str], os.DirEntry[str] | None]]:
    try:
        with os.scandir(place) as entries:
            named = [(_sort_name(entry), entry) for entry in entries if not _is_furniture(entry.name)]
    except OSError as error:
        raise SourceFailed(f"the folder {relative or '.'} cannot be read: {error.strerror}") from error
    sidecars = _sidecars(folder, relative, [entry for _, entry in named])
    beside = {entry.name for entry in sidecars.values()}
    for name, entry in sorted(named, key=itemgetter(0)):
        if name.endswith("/"):
            yield from _walk(folder, entry.path, relative + name)
        elif entry.name not in beside and _is_page(folder, relative + name, entry):
            yield relative + name, entry, sidecars.get(entry.name)


def find(folder: Folder, path: str) -> Found | None:
    """One page file of the folder by its path below the root; None if it is not there, or no page of it."""
    prefix = "" if folder.prefix == "." else f"{folder.prefix}/"
    relative = path.removeprefix(prefix)
    place, slash, name = relative.rpartition("/")
    try:
        with os.scandir(f"{folder.base}/{place}") as entries:
            listed = [entry for entry in entries if not _is_furniture(entry.name)]
    except OSError:
        return None
    entry = next((one for one in listed if one.name == name), None)
    if entry is None or not path.startswith(prefix) or not _is_page(folder, relative, entry):
        return None
    return _found(prefix, relative, entry, _sidecars(folder, place + slash, listed).get(name))


def _is_page(folder: Folder, relative: str, entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a page, or a link that cannot be followed to pages and has to be told of."""
    if entry.is_symlink() and os.path.isdir(entry.path):
        return not folder.excludes(relative)
    return folder.takes(relative) and (entry.is_symlink() or entry.is_file())


def _sort_name(entry: os.DirEntry[str]) -> str:
    # A folder sorts as its path does inside a longer path: "a/b" after "a.md" though "a" is before it.
    return f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name


def _is_furniture(name: str) -> bool:
    return name.startswith(".") or name in NEVER


def _sidecars(folder: Folder, relative: str, entries: list[os.DirEntry[str]]) -> dict[str, os.DirEntry[str]]:
    """The metadata file of each page file that has one beside it, by the page file's name."""
    data = {_stem(entry.name): entry for entry in entries if entry.name.lower().endswith(DATA_SUFFIXES)}
    if not data:
        return {}
    pages = [entry.name for entry in entries if not entry.name.lower().endswith(DATA_SUFFIXES)]
    return {name: data[_stem(name)] for name in pages if _stem(name) in data and folder.takes(relative + name)}


def _stem(name: str) -> str:
    return SUFFIXES.sub("", name)


def _found(prefix: str, relative: str, entry: os.DirEntry[str], sidecar: os.DirEntry[str] | None) -> Found:
    path, stamp = prefix + relative, ""
    fault = LINKED_FOLDER if entry.is_symlink() and os.path.isdir(entry.path) else None
    try:
        stamp = _stamp(entry) + (_stamp(sidecar) if sidecar else "")
    except OSError as error:
        fault = error.strerror or str(error)
    beside = path[: -len(entry.name)] + sidecar.name if sidecar else None
    return Found(path, _stem(relative), stamp, beside, fault)


def _stamp(entry: os.DirEntry[str]) -> str:
    # The change time too: a copy that keeps the modification time still gives itself away.
    stat = entry.stat()
    return f"{stat.st_size:x}.{stat.st_mtime_ns:x}.{stat.st_ctime_ns:x}"


def read_bytes(root: str, path: str) -> bytes:
    """The bytes of a file below the root. Raises OSError; a file over 10 MiB is refused as one."""
    file = os.open(f"{root}/{path}", os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        size = os.fstat(file).st_size
        if size > LARGEST:
            raise OSError(f"larger than {LARGEST // 1024 // 1024} MiB, which no page is")
        data = os.read(file, size)
        while more := os.read(file, PIECE):
            data += more
        return data
    finally:
        os.close(file)
