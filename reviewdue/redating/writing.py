"""Writes the dates of a review back to where its page comes from, and says what became of them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reviewdue.files import Found, read_bytes
from reviewdue.pagefiles import Reading
from reviewdue.projects import Project
from reviewdue.readings import reading_of
from reviewdue.redating.checkout import Author, Checkout, GitFailed, branch_name, find_checkout
from reviewdue.redating.edits import NoPlace, redate
from reviewdue.redating.inplace import replace_file
from reviewdue.redating.texts import PageFiles
from reviewdue.rescanning import find_page
from reviewdue.reviews.records import Review, Writing, WritingState
from reviewdue.settings import Source
from reviewdue.wording import day as say_day


def write_dates(project: Project, source: Source | None, path: str, review: Review) -> Writing:
    """Write the dates of a finished review; whatever comes of it is a state, and nothing is half done."""
    if source is None or source.kind != "files" or review.next_due is None:
        return Writing(state=WritingState.WAITING, at=project.now)
    try:
        found = find_page(project, source, path)
        if found is None:
            return Writing(
                state=WritingState.FAILED, at=project.now, path=path, detail="the file is not there any more"
            )
        return _Write(project, reading_of(project.settings, source), found, review).run()
    except (OSError, GitFailed) as error:
        return Writing(state=WritingState.FAILED, at=project.now, path=path, detail=str(error))


def files_of(root: Path, found: Found) -> PageFiles:
    """The bytes of a page's files as they are. Raises OSError."""
    sidecar = (found.sidecar, read_bytes(str(root), found.sidecar)) if found.sidecar else None
    return PageFiles(
        path=found.path, data=read_bytes(str(root), found.path), default_id=found.default_id, sidecar=sidecar
    )


@dataclass(frozen=True, slots=True)
class _Write:
    project: Project
    reading: Reading
    found: Found
    review: Review

    def run(self) -> Writing:
        """Write into the newest commit of a checkout, or into the file."""
        files = files_of(self.project.root, self.found)
        checkout = find_checkout(self.project.root / Path(self.found.path).parent) if self._commits else None
        if checkout is not None and (entries := self._entries(checkout, files)) is not None:
            return self._commit(checkout, files, entries)
        moved = self._move(files)
        if isinstance(moved, Writing):
            return moved
        for path in files.paths():
            if moved.bytes_of(path) != files.bytes_of(path):
                replace_file(self.project.root / path, moved.bytes_of(path))
        return self._say(WritingState.WRITTEN, path=_where(files, moved))

    @property
    def _commits(self) -> bool:
        return self.project.settings.write_back.commit

    def _say(self, state: WritingState, *, path: str | None = None, detail: str = "") -> Writing:
        return Writing(state=state, at=self.project.now, path=path or self.found.path, detail=detail)

    def _move(self, files: PageFiles) -> PageFiles | Writing:
        """The files with the new dates, or why they stay as they are."""
        if files.read(self.reading).content_hash != self.review.content_hash:
            return self._say(WritingState.PAGE_CHANGED, detail="the text is not the one that was reviewed")
        last, due = self.review.done_on, self.review.next_due
        moved = redate(files, self.reading, last, due)
        if isinstance(moved, NoPlace):
            day: date = last if moved.field == "last_reviewed" or due is None else due
            return self._say(WritingState.NO_PLACE, detail=f"no place was found for {moved.field}: {say_day(day)}")
        return moved

    def _entries(self, checkout: Checkout, files: PageFiles) -> dict[str, tuple[str, bytes]] | None:
        """The page's files as the newest commit has them, by our paths; None if it has none of them."""
        entries = {}
        for path in files.paths():
            entry = checkout.entry(checkout.relative(self.project.root / path))
            if entry is None:
                return None
            entries[path] = entry
        return entries

    def _commit(self, checkout: Checkout, files: PageFiles, entries: dict[str, tuple[str, bytes]]) -> Writing:
        for path, (_, data) in entries.items():
            files = files.put(path, data)
        moved = self._move(files)
        if isinstance(moved, Writing):
            return moved
        changed = {
            checkout.relative(self.project.root / path): (mode, moved.bytes_of(path))
            for path, (mode, data) in entries.items()
            if moved.bytes_of(path) != data
        }
        if not changed:
            return self._say(WritingState.WRITTEN)
        branch, commit = checkout.commit(changed, self._branch(), self._message(), self._author())
        path = _where(files, moved)
        return Writing(state=WritingState.COMMITTED, at=self.project.now, path=path, branch=branch, commit=commit)

    def _branch(self) -> str:
        return branch_name(self.review.page_id, self.review.done_on)

    def _message(self) -> str:
        title = self.review.title if len(self.review.title) <= 60 else f"{self.review.title[:59]}…"
        due = f" Next review due: {say_day(self.review.next_due)}." if self.review.next_due else ""
        return f"Reviewed: {title}\n\nReviewed on {say_day(self.review.done_on)}.{due}\n\nPage: {self.review.page_id}\n"

    def _author(self) -> Author:
        stated = self.project.settings.write_back.author
        if stated:
            name, _, email = stated.rstrip("> ").partition("<")
            return Author(name=name.strip(), email=email.strip())
        return Author(name=self.project.settings.publisher.name, email=self.project.settings.mail.sender)


def _where(before: PageFiles, after: PageFiles) -> str:
    """The file that changed; where both did, the one with the metadata."""
    changed = [path for path in before.paths() if before.bytes_of(path) != after.bytes_of(path)]
    return (changed or [before.path])[0]
