"""What reviewdue.yaml and the environment say, checked once; every key has a safe default."""

import itertools
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from reviewdue.checksettings import Checks
from reviewdue.dates import DateOrder
from reviewdue.documents import Document, DocumentUnreadable, read_yaml
from reviewdue.environment import lay_over
from reviewdue.errors import ConfigurationError
from reviewdue.fieldmaps import ALIASES
from reviewdue.policies import Policy
from reviewdue.roles import Role
from reviewdue.servesettings import Serve
from reviewdue.settingfaults import explain_faults, meant
from reviewdue.settingtypes import Section, Texts
from reviewdue.spreadsettings import Spread

FILE_NAME = "reviewdue.yaml"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone “{name}”; write one such as Europe/London") from None
    return name


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
            raise ValueError(f"a page has no field “{name}”{meant(name, ALIASES)}")
    return fields


def _mail_url(url: str) -> str:
    if url.startswith("prefect:"):
        raise ValueError(
            "a Prefect block is not there yet as a way to send mail; write smtp://, smtps:// or outbox:DIR"
        )
    return url


def _expression(text: str) -> str:
    # Loaded when the first feed is configured.
    import jmespath

    try:
        jmespath.compile(text)
    except jmespath.exceptions.JMESPathError as error:
        said = " ".join(str(error).split("\n", maxsplit=1)[0].split())
        raise ValueError(f"“{text}” is no JMESPath expression: {said}") from None
    return text


Expression = Annotated[str, AfterValidator(_expression)]


class Source(Section):
    """Where pages come from. `items`, `next` and `headers` are of feeds; a feed's `fields` are JMESPath, too."""

    name: str = "pages"
    kind: Literal["files", "feed", "sitemap"] = "files"
    path: str = "content"
    include: Texts = ()
    exclude: Texts = ("**/_*.erb",)  # partials of Middleman and Rails are parts of pages, not pages
    date_order: DateOrder = DateOrder.DMY
    fields: Annotated[dict[str, Texts], AfterValidator(_known_fields)] = Field(default_factory=dict)
    items: Expression | None = None
    next: Expression | None = None
    headers: dict[str, str] = Field(default_factory=dict)

    @field_validator("items", "next", "headers")
    @classmethod
    def _of_feeds_only(cls, value: Any, info: ValidationInfo) -> Any:
        if info.data.get("kind", "feed") != "feed":
            raise ValueError(f"only a source of kind feed has {info.field_name}")
        return value

    @field_validator("fields")
    @classmethod
    def _paths_of_a_feed(cls, fields: dict[str, tuple[str, ...]], info: ValidationInfo) -> dict[str, tuple[str, ...]]:
        for path in itertools.chain.from_iterable(fields.values()) if info.data.get("kind") == "feed" else ():
            _expression(path)
        return fields


class Person(Section):
    """A person or team by role. A team without a mailbox of its own names its `members` by id.

    Who is not `active`, or has `left` by a day, gets no mail: `escalate_to` stands in. `topics` and `specialties`
    make pages theirs that name nobody. `capacity` is how many reviews they can do in a month. Whoever has a weekly
    `digest` gets one mail a week in place of single ones. `notify` is a chat, as an address of apprise and a secret,
    that gets their reminders in place of the mailbox.

    Everyone whose role is `content_manager` gets the weekly summary. `access` is what they may do on the live
    dashboard, where that does not follow from their role.
    """

    id: str
    name: str
    email: str | None = None
    role: str = "reviewer"
    members: Texts = ()
    escalate_to: str | None = None
    topics: Texts = ()
    specialties: Texts = ()
    capacity: Annotated[int, Field(ge=1)] | None = None
    active: bool = True
    left: date | None = None
    digest: Literal["weekly"] | None = None
    notify: Annotated[str | None, Field(repr=False)] = None
    access: Role | None = None


class Mail(Section):
    """How mail leaves: `outbox:DIR`, smtp:// or smtps://; see docs/mail.md."""

    url: Annotated[str, AfterValidator(_mail_url)] = "outbox:outbox"
    sender: str = "reviews@example.org"
    password: str | None = None
    ca_file: str | None = None
    timeout: float = 30


class LedgerSettings(Section):
    """Where the record is kept: an SQLAlchemy URL; a relative SQLite path starts at the root."""

    url: str = "sqlite:///reviewdue.db"


def _named_once(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    _refuse_repeated([source.name for source in sources], "two sources are named")
    return sources


def _known_people(people: tuple[Person, ...]) -> tuple[Person, ...]:
    known = [person.id for person in people]
    _refuse_repeated(known, "two people have the id")
    for person in people:
        for other in (*person.members, *filter(None, [person.escalate_to])):
            if other not in known:
                raise ValueError(f"“{person.id}” names “{other}”, who is not among the people{meant(other, known)}")
    return people


def _refuse_repeated(names: Sequence[str], what: str) -> None:
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"{what} “{twice}”; give each its own")


def _author(text: str) -> str:
    if not re.fullmatch(r"[^<>\n]+<[^<>@\s]+@[^<>@\s]+>\s*", text):
        raise ValueError(f"“{text}” names no author; write it as Name <name@example.org>")
    return text


class WriteBack(Section):
    """How the dates of a finished review go back: as a commit where the content is a git checkout, or into the file."""

    commit: bool = True
    author: Annotated[str, AfterValidator(_author)] | None = None


class Settings(Section):
    """The whole configuration of a governed project."""

    publisher: Publisher = Publisher()
    sources: Annotated[tuple[Source, ...], AfterValidator(_named_once)] = (Source(),)
    references: str = "references"
    citation_style: str = "vancouver"
    policy: Policy = Policy()
    people: Annotated[tuple[Person, ...], AfterValidator(_known_people), Field(validate_default=True)] = ()
    mail: Mail = Mail()
    checks: Checks = Checks()
    serve: Serve = Serve()
    spread: Spread = Spread()
    ledger: LedgerSettings = LedgerSettings()
    write_back: WriteBack = WriteBack()

    @field_validator("people")
    @classmethod
    def _hold_those_of_the_policy(cls, people: tuple[Person, ...], info: ValidationInfo) -> tuple[Person, ...]:
        policy, known = info.data.get("policy", Policy()), [person.id for person in people]
        for key, name in (("unassigned_to", policy.unassigned_to), ("defer.approver", policy.defer.approver)):
            if name is not None and name not in known:
                raise ValueError(f"policy.{key} names “{name}”, who is not among the people{meant(name, known)}")
        return people


def load_settings(root: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read `root`/reviewdue.yaml, laid over by REVIEWDUE_… variables. Raises ConfigurationError."""
    path = root / FILE_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path}: not found. Run this in a folder with a {FILE_NAME}, or name one with --root"
        ) from None
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror or error}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{path}:{line}: byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
        raise ConfigurationError(message) from None
    return parse_settings(text, str(path), environment)


def parse_settings(text: str, path: str, environment: Mapping[str, str]) -> Settings:
    """The settings in `text`; `path` is only for the messages. Raises ConfigurationError."""
    document = _read(text, path)
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        kind = "list" if isinstance(data, list) else "text"
        raise ConfigurationError(f"{path}:1: expected sections such as “publisher:”, found a {kind}")
    # A section whose name stands alone says nothing, and its defaults hold.
    stated = {name: part for name, part in data.items() if part is not None or name not in Settings.model_fields}
    laid_over, origins = lay_over(stated, environment)
    try:
        return Settings.model_validate(laid_over)
    except ValidationError as error:
        raise ConfigurationError("\n".join(explain_faults(error, Settings, document, path, origins))) from None


def _read(text: str, path: str) -> Document:
    try:
        document = read_yaml(text)
    except DocumentUnreadable as error:
        finding = error.finding
        raise ConfigurationError(f"{path}:{finding.line}: {finding.message}; {finding.hint}") from None
    if document.findings:
        raise ConfigurationError(
            "\n".join(f"{path}:{found.line}: {found.message}; {found.hint}" for found in document.findings)
        )
    return document
