"""What has been read of a citation so far, before it is judged."""

from dataclasses import dataclass

from reviewdue.references.reference import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Fields as the text gives them; `unread` is what no field took."""

    kind: str = "document"
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    title: str = ""
    container_title: str | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    publisher: str | None = None
    place: str | None = None
    edition: str | None = None
    issued: tuple[int, ...] = ()
    unread: tuple[str, ...] = ()
