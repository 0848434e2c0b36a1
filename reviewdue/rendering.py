"""The Jinja environment: where templates come from, how they escape, and the filters they may use."""

import hashlib
import re
from collections.abc import MutableMapping
from dataclasses import is_dataclass
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import SandboxedEnvironment

import reviewdue
from reviewdue import wording

PLAIN_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
TEMPLATE_TYPES = frozenset({LoopContext, TemplateModule})


def shipped_templates() -> Path:
    """The templates that come with reviewdue: inside a wheel, or beside the package in a checkout."""
    package = Path(reviewdue.__file__).parent
    in_wheel = package / "shipped" / "templates"
    return in_wheel if in_wheel.is_dir() else package.parent / "templates"


def template_folders(root: Path) -> tuple[Path, ...]:
    """Where a governed root's templates are looked for, first match wins: its own, then the shipped ones.

    The search is file by file, so a root that overrides one template keeps all the others.
    """
    own = templates_folder(root)
    shipped = shipped_templates()
    return (shipped,) if own.resolve() == shipped.resolve() else (own, shipped)


def templates_folder(root: Path) -> Path:
    """The root's own templates if it has any, else the shipped ones."""
    own = root / "templates"
    return own if own.is_dir() else shipped_templates()


class ValueSandbox(SandboxedEnvironment):
    """The sandbox, which judges a name of our own values once and not at every look: that was half of a letter."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._harmless: set[tuple[type, str]] = set()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As in the sandbox, whose verdict on these types depends on nothing but type and name."""
        kind = type(obj)
        if (kind, attribute) in self._harmless:
            return getattr(obj, attribute)
        if kind is dict and attribute in obj and not hasattr(dict, attribute):
            return obj[attribute]
        if (kind in TEMPLATE_TYPES or is_dataclass(kind)) and hasattr(obj, attribute) and attribute[0] != "_":
            self._harmless.add((kind, attribute))
        return super().getattr(obj, attribute)

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """As in the sandbox; a macro is a template's own, and need not be asked what it wants to be handed."""
        if type(obj) is not Macro:
            return super().call(context, obj, *args, **kwargs)
        for name in ("_block_vars", "_loop_vars"):
            kwargs.pop(name, None)
        return obj(context.eval_ctx, *args, **kwargs)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """All globals as one mapping: what is laid over another is put together at every import."""
        return {**self.globals, **(d or {})}


def build_environment(root: Path, zone: tzinfo) -> SandboxedEnvironment:
    """Templates for one governed root; instants are shown in `zone`. Build it once: it compiles once."""
    environment = ValueSandbox(
        loader=FileSystemLoader(template_folders(root)),
        autoescape=select_autoescape(("html", "xml", "svg"), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters |= {
        "number": wording.number,
        "plural": wording.plural,
        "listing": wording.listing,
        "day": wording.day,
        "day_short": wording.day_short,
        "weekday": wording.weekday,
        "month": wording.month,
        "month_short": wording.month_short,
        "due": wording.due,
        "rung": wording.rung,
        "capital": wording.capital,
        "wrap": wording.wrap,
        "md": wording.markdown,
        "moment": partial(wording.moment, zone=zone),
        "on_day": partial(wording.on_day, zone=zone),
        "slug": slug,
        "web": web_address,
    }
    return environment


def slug(identifier: str) -> str:
    """A folder name for an id: the id itself where that is safe, else its letters and a short digest.

    The digest keeps `a/b` and `a-b` apart, and two ids that differ in case apart on every file system.
    """
    if PLAIN_ID.fullmatch(identifier):
        return identifier
    letters = NOT_IN_A_NAME.sub("-", identifier.lower())[-60:].strip("-")
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{letters}-{digest}".lstrip("-")


def web_address(address: str | None) -> str | None:
    """The address if it leads to the web, else None: a `javascript:` address never becomes a link."""
    wanted = (address or "").strip()
    return wanted if re.match(r"https?://[^\s]+$", wanted, re.IGNORECASE) else None
