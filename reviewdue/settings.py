"""What reviewdue.yaml and the environment say, checked once; every key has a safe default."""

import difflib
import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from reviewdue.dates import DateOrder
from reviewdue.documents import Document, DocumentUnreadable, read_yaml
from reviewdue.errors import ConfigurationError
from reviewdue.fieldmaps import ALIASES
from reviewdue.intervals import Interval, parse_interval
from reviewdue.pages import Risk

FILE_NAME = "reviewdue.yaml"
PREFIX = "REVIEWDUE_"


def _length(value: object) -> object:
    return parse_interval(value) if isinstance(value, str) else value


def _days(value: object) -> object:
    """A number of days, also written as `90 days` or `4 weeks`."""
    if not isinstance(value, str) or value.strip().lstrip("+-").isdigit():
        return value
    length = parse_interval(value)
    if length.months:
        raise ValueError("count this one in days or weeks, such as 90 days")
    return length.days


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone “{name}”; write one such as Europe/London") from None
    return name


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Length = Annotated[Interval, BeforeValidator(_length)]
Days = Annotated[int, BeforeValidator(_days), Field(ge=0, le=36_500)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class Section(BaseModel):
    """A part of the configuration; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Publisher(Section):
    """Whose pages these are. Calendar dates are read in `timezone`.

    `base_url` is where the pages are, `dashboard_url` where the dashboard can be seen by those who get mail.
    """

    name: str = "Our publisher"
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/London"
    base_url: str | None = None
    dashboard_url: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.timezone)


def _known_fields(fields: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    for name in fields:
        if name not in ALIASES:
            raise ValueError(f"a page has no field “{name}”{_meant(name, ALIASES)}")
    return fields


class Source(Section):
    """Where pages come from."""

    name: str = "pages"
    kind: Literal["files"] = "files"
    path: str = "content"
    include: Texts = ()
    exclude: Texts = ("**/_*.erb",)  # partials of Middleman and Rails are parts of pages, not pages
    date_order: DateOrder = DateOrder.DMY
    fields: Annotated[dict[str, Texts], AfterValidator(_known_fields)] = {}


class Quiet(Section):
    """Days on which no mail leaves the building; `holidays` is an ISO 3166 code such as GB-ENG."""

    weekends: bool = True
    holidays: str | None = None


class Policy(Section):
    """How often pages are reviewed and when whom is reminded."""

    interval: dict[Risk, Length] = {}
    max_interval: Length = Interval(36)
    lead: Days = 90
    reminders: tuple[int, ...] = (90, 30, 7, 0, -7, -14, -28)
    repeat: Annotated[int, BeforeValidator(_days), Field(ge=1)] = 28
    escalate_after: Days = 14
    quiet: Quiet = Quiet()

    @property
    def intervals(self) -> dict[Risk, Interval]:
        """The review interval of every risk, the ones left out at their defaults."""
        return {Risk.HIGH: Interval(12), Risk.STANDARD: Interval(36), Risk.LOW: Interval(36), **self.interval}


class Person(Section):
    """A person or team by role. A team without a mailbox of its own names its `members` by id.

    Everyone whose role is `content_manager` gets the weekly summary.
    """

    id: str
    name: str
    email: str | None = None
    role: str = "reviewer"
    members: Texts = ()
    escalate_to: str | None = None


class Mail(Section):
    """How mail leaves: `outbox:DIR`, smtp:// or smtps://; see docs/mail.md."""

    url: str = "outbox:outbox"
    sender: str = "reviews@example.org"
    password: str | None = None
    ca_file: str | None = None
    timeout: float = 30


class Confirm(Section):
    """How often, and over how many days, a source must be missing before anyone is told it is gone."""

    checks: Annotated[int, Field(ge=1)] = 3
    days: Annotated[int, Field(ge=0)] = 3


class Checks(Section):
    """How sources are checked. Times in seconds; `spacing` is the pause between two calls to one host."""

    workers: Annotated[int, Field(ge=1, le=1024)] = 128
    per_host: Annotated[int, Field(ge=1, le=64)] = 4
    spacing: Annotated[float, Field(ge=0)] = 0
    timeout: Annotated[float, Field(gt=0)] = 20
    contact: str | None = None
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    confirm: Confirm = Confirm()
    every: Days = 7
    doi_resolver: str = "https://doi.org"


class LedgerSettings(Section):
    """Where the record is kept: an SQLAlchemy URL; a relative SQLite path starts at the root."""

    url: str = "sqlite:///reviewdue.db"


class Settings(Section):
    """The whole configuration of a governed project."""

    publisher: Publisher = Publisher()
    sources: tuple[Source, ...] = (Source(),)
    references: str = "references"
    policy: Policy = Policy()
    people: tuple[Person, ...] = ()
    mail: Mail = Mail()
    checks: Checks = Checks()
    ledger: LedgerSettings = LedgerSettings()


def load_settings(root: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read `root`/reviewdue.yaml, laid over by REVIEWDUE_… variables. Raises ConfigurationError."""
    path = root / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path}: not found. Run this in a folder with a {FILE_NAME}, or name one with --root"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from None
    return parse_settings(text, str(path), environment)


def parse_settings(text: str, path: str, environment: Mapping[str, str]) -> Settings:
    """The settings in `text`; `path` is only for the messages. Raises ConfigurationError."""
    try:
        document = read_yaml(text)
    except DocumentUnreadable as error:
        finding = error.finding
        raise ConfigurationError(f"{path}:{finding.line}: {finding.message}; {finding.hint}") from None
    if document.findings:
        raise ConfigurationError(
            "\n".join(f"{path}:{found.line}: {found.message}; {found.hint}" for found in document.findings)
        )
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        raise ConfigurationError(f"{path}:1: expected sections such as “publisher:”, found a {type(data).__name__}")
    laid_over, origins = _with_environment(data, environment)
    try:
        return Settings.model_validate(laid_over)
    except ValidationError as error:
        raise ConfigurationError("\n".join(_faults(error, document, path, origins))) from None


def _faults(error: ValidationError, document: Document, path: str, origins: dict[tuple[str, ...], str]) -> list[str]:
    faults = []
    for detail in error.errors():
        where = tuple(step for step in detail["loc"] if step not in {"IPv4Network", "IPv6Network"})
        origin = origins.get(tuple(str(step) for step in where)) or f"{path}:{document.line_of(*where) or 1}"
        name = ".".join(str(step) for step in where)
        faults.append(f"{origin}: {name}: {_sentence(detail['type'], detail['msg'], where)}")
    return list(dict.fromkeys(faults))


def _sentence(kind: str, message: str, where: tuple[int | str, ...]) -> str:
    if kind != "extra_forbidden":
        return message.removeprefix("Value error, ")
    return f"there is no such key{_meant(str(where[-1]), _keys_beside(where))}"


def _keys_beside(where: tuple[int | str, ...]) -> list[str]:
    section: Any = Settings
    for step in where[:-1]:
        if isinstance(step, str) and step in section.model_fields:
            section = _section_in(section.model_fields[step].annotation)
    return list(section.model_fields)


def _section_in(annotation: Any) -> Any:
    inner = [
        kind for kind in getattr(annotation, "__args__", ()) if isinstance(kind, type) and issubclass(kind, Section)
    ]
    return inner[0] if inner else annotation


def _meant(name: str, known: Any) -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean “{close[0]}”?" if close else f"; known are: {', '.join(known)}"


def _with_environment(
    data: dict[str, Any], environment: Mapping[str, str]
) -> tuple[dict[str, Any], dict[tuple[str, ...], str]]:
    """The data with the variables laid over it, and which variable each laid-over path came from."""
    merged, origins = dict(data), {}
    for variable in sorted(environment):
        if not variable.startswith(PREFIX):
            continue
        path, text = _read_variable(variable, environment[variable])
        _set(merged, path, read_yaml(text).data if path[-1] not in {"password", "url"} else text)
        origins[path] = f"environment variable {variable}"
    return merged, origins


def _read_variable(variable: str, text: str) -> tuple[tuple[str, ...], str]:
    name = variable.removeprefix(PREFIX)
    if not name.endswith("_FILE") or name.endswith("__CA_FILE"):
        return tuple(name.lower().split("__")), text
    try:
        secret = Path(text).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"environment variable {variable}: {error}") from None
    return tuple(name.removesuffix("_FILE").lower().split("__")), secret


def _set(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        inner = data.get(step)
        data[step] = dict(inner) if isinstance(inner, dict) else {}
        data = data[step]
    data[path[-1]] = value
