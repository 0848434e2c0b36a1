"""Published pages read for import: plain text, HTML or JSON-LD in, a draft out, dates left as printed."""

from reviewdue.published.draft import Draft, Stated, Unreadable
from reviewdue.published.html import read_html
from reviewdue.published.jsonld import read_json_ld
from reviewdue.published.plain import read_plain

__all__ = ["Draft", "Stated", "Unreadable", "read_published"]


def read_published(text: str, *, media_type: str) -> Draft:
    """Read a page by its media type, parameters allowed; what is neither HTML nor JSON is read as plain text."""
    kind = media_type.partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return read_html(text)
    if kind == "application/json" or kind.endswith("+json"):
        return read_json_ld(text)
    return read_plain(text)
