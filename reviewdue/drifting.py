"""Keeps the texts of watched sources, notices when one really changed, and tells in what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy.engine import Connection

from reviewdue.availability import Answer, Availability
from reviewdue.availability import judge as judge_answer
from reviewdue.checkers.wording import page_of
from reviewdue.drift import Difference, Matter, difference, matter_of
from reviewdue.drift.matter import matter_in
from reviewdue.ledger import texts
from reviewdue.ledger.checks import Held
from reviewdue.ledger.texts import Version
from reviewdue.projects import Project
from reviewdue.services import PAGE, Answers
from reviewdue.verdicts import Axis, Currency, Observation
from reviewdue.wording import day, plural

NAME = "drift"


def observe_drift(
    connection: Connection, held: Held, answers: Answers, known: Sequence[Version], project: Project
) -> list[Observation]:
    """What became of the text of a watched source since it was last seen; keeps what is new of it."""
    page = page_of(held.entry) if held.entry.is_watched else None
    told = answers.get((PAGE, page)) if page else None
    if page is None or told is None or told.answer is None:
        return []
    zone = project.settings.publisher.zone
    matter = _matter(told.answer, held.entry.watch_part)
    if matter is None:
        return [_silent(_why_not_read(told.answer, held.entry.watch_part), page, known, zone)]
    return [_keep(connection, held.reference.id, matter, known, page, project)]


def _matter(answer: Answer, part: str | None) -> Matter | None:
    good = judge_answer(answer).availability in (Availability.AVAILABLE, Availability.MOVED)
    if not good or answer.status == 304 or "html" not in (answer.content_type or "html"):
        return None
    return matter_of(answer.body_text, answer.final_url or answer.url, part)


def _why_not_read(answer: Answer, part: str | None) -> str:
    if answer.status == 304:
        return "Its text is as it was."
    good = judge_answer(answer).availability in (Availability.AVAILABLE, Availability.MOVED)
    if good and part:
        return f"The part that is watched, “{part}”, is not on the page."
    return "Its text could not be read."


def _keep(
    connection: Connection, id: str, matter: Matter, known: Sequence[Version], page: str, project: Project
) -> Observation:
    """Keep a text that is new; what it was before, and what of it is to be told."""
    now, zone = project.now, project.settings.publisher.zone
    sure = [one for one in known if not one.doubtful]
    if sure and sure[-1].fingerprint == matter.fingerprint:
        texts.see_again(connection, sure[-1].number, now)
        return _seen("Its text is as it was.", page, changed_on(sure, zone))
    if known and known[-1].fingerprint == matter.fingerprint:
        texts.see_again(connection, known[-1].number, now)
        return _tell_change(connection, sure, matter, page, known[-1].first_seen.astimezone(zone).date())
    doubtful = bool(sure) and not _text_of(connection, sure[-1]).keys & matter.keys
    texts.add_text(connection, id, matter.fingerprint, matter.text, doubtful=doubtful, at=now)
    if not sure:
        return _seen("Its text is kept and compared from now on.", page, None)
    if doubtful:
        said = "Nothing of its text is as it was; it is looked at again before that counts."
        return _seen(said, page, changed_on(sure, zone))
    return _tell_change(connection, sure, matter, page, now.astimezone(zone).date())


def _tell_change(connection: Connection, sure: Sequence[Version], matter: Matter, page: str, on: date) -> Observation:
    found = difference(_text_of(connection, sure[-1]), matter)
    return _seen(f"Its text changed on {day(on)}: {say_difference(found)}.", page, on)


def say_difference(found: Difference) -> str:
    """`2 sentences are new, 1 is gone`."""
    counts = ((found.count("changed"), "changed"), (found.count("new"), "new"), (found.count("gone"), "gone"))
    said = [f"{plural(count, 'sentence')} {'is' if count == 1 else 'are'} {kind}" for count, kind in counts if count]
    return ", ".join(said) or "only its order is another"


def _text_of(connection: Connection, version: Version) -> Matter:
    return matter_in(texts.texts_of(connection, [version.number])[version.number])


def changed_on(known: Sequence[Version], zone: tzinfo) -> date | None:
    """The day on which the newest text was first seen, where there was another one before."""
    sure = [one for one in known if not one.doubtful]
    return sure[-1].first_seen.astimezone(zone).date() if len(sure) > 1 else None


def _seen(observed: str, url: str, changed: date | None) -> Observation:
    return Observation(
        axis=Axis.CURRENCY, value=Currency.UNKNOWN, checker=NAME, observed=observed, url=url, changed_on=changed
    )


def _silent(observed: str, url: str, known: Sequence[Version], zone: tzinfo) -> Observation:
    return Observation(
        axis=Axis.CURRENCY,
        value=Currency.UNKNOWN,
        checker=NAME,
        observed=observed,
        url=url,
        silent=True,
        soon=False,
        changed_on=changed_on(known, zone),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed in a source between two texts: `number` is that of the older one."""

    number: int
    since: datetime
    until: datetime
    difference: Difference


def change_since(connection: Connection, known: Sequence[Version], reviewed: date, zone: tzinfo) -> Change | None:
    """What changed in a source since a review: against the text that stood then, or the first one that is known."""
    sure = [one for one in known if not one.doubtful]
    then = [one for one in sure if one.first_seen.astimezone(zone).date() <= reviewed]
    return _compare(connection, then[-1] if then else sure[0], sure[-1]) if sure else None


def change_before_last(connection: Connection, known: Sequence[Version]) -> Change | None:
    """What changed in a source when it last did."""
    sure = [one for one in known if not one.doubtful]
    return _compare(connection, sure[-2], sure[-1]) if len(sure) > 1 else None


def _compare(connection: Connection, older: Version, newest: Version) -> Change | None:
    if older.fingerprint == newest.fingerprint:
        return None
    both = texts.texts_of(connection, [older.number, newest.number])
    found = difference(matter_in(both[older.number]), matter_in(both[newest.number]))
    return Change(number=older.number, since=older.first_seen, until=newest.first_seen, difference=found)
