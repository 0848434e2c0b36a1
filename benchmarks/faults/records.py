"""What is there in the end: the ledger's record and the mail that was taken, as figures that can be held together."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psycopg

from tests.mail_servers import Letterbox

TITLE = re.compile(r"^(?:\d+\. )?(Page number \d+)$", re.MULTILINE)
WAITS = "t.state IN ('open', 'acknowledged', 'deferred')"
# Who was to be written to on a day on which the mailing failed is not written to on the next, if the review is done by
# then: of mail and of escalations those about tasks that wait are held together.
QUESTIONS = {
    "pages": "SELECT id, path, title, owner, next_review_due::text, removed_on IS NULL, content_hash FROM page",
    "sources": "SELECT id, availability, currency, integrity, confirmed FROM reference",
    "problems": "SELECT source, path, code FROM problem",
    "citations": "SELECT page_id, position, reference_id FROM citation",
    "checked sources": "SELECT DISTINCT reference_id FROM source_check",
    "tasks": "SELECT page_id, state, due::text FROM review_task",
    "escalations": f"SELECT page_id, due::text, escalated_to FROM review_task t WHERE {WAITS}",
    "task reasons": "SELECT page_id, reason, mark, lifted_at IS NULL FROM task_reason",
    "task events": f"""
        SELECT t.page_id, e.event FROM task_event e JOIN review_task t ON t.id = e.task_id
        WHERE e.event != 'escalated' OR {WAITS}
    """,
    "reminded of": f"""
        SELECT DISTINCT r.recipient, r.page_id, r.cycle_due::text
        FROM reminder r JOIN review_task t ON t.page_id = r.page_id AND t.due = r.cycle_due WHERE {WAITS}
    """,
}
# What nobody may find twice, whatever happened.
ONCE = {
    "check of a source on a day": "SELECT reference_id, at::date FROM source_check",
    "task that waits, of a page": f"SELECT page_id FROM review_task t WHERE {WAITS}",
    "event of a task": "SELECT task_id, event, why FROM task_event",
    "reason of a task": "SELECT task_id, reason, subject, mark FROM task_reason",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The rows of each question, what is there twice of what may be there once, and what became of each message."""

    rows: Mapping[str, Counter[tuple[Any, ...]]]
    twice: Mapping[str, Counter[tuple[Any, ...]]]
    states: Mapping[str, str]
    about: Mapping[str, frozenset[tuple[str, str]]]
    unended: int
    runs: Counter[tuple[str, str]]


def read_record(url: str) -> Record:
    """Everything that the ledger has."""
    with closing(psycopg.connect(url)) as connection:
        rows = {name: Counter(connection.execute(query).fetchall()) for name, query in QUESTIONS.items()}
        once = {name: Counter(connection.execute(query).fetchall()) for name, query in ONCE.items()}
        sent = connection.execute(
            "SELECT r.message_id, r.state, r.recipient, p.title FROM reminder r JOIN page p ON p.id = r.page_id"
        ).fetchall()
        runs = connection.execute("SELECT step, state FROM run").fetchall()
    about: dict[str, set[tuple[str, str]]] = {}
    for message, _, recipient, title in sent:
        about.setdefault(message, set()).add((recipient, title))
    return Record(
        rows=rows,
        twice={name: Counter({row: n for row, n in found.items() if n > 1}) for name, found in once.items()},
        states={message: state for message, state, _, _ in sent},
        about={message: frozenset(pages) for message, pages in about.items()},
        unended=sum(state == "running" for _, state in runs),
        runs=Counter(runs),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message that was taken: by which mailbox, and about which pages."""

    message_id: str
    mailbox: str
    titles: frozenset[str]


def read_mail(letterbox: Letterbox) -> list[Mail]:
    """Every message that was taken, in order."""
    return [_read(recipients[0], content) for _, _, recipients, content in letterbox.taken]


def _read(mailbox: str, content: bytes) -> Mail:
    message = message_from_bytes(content, policy=policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    titles = TITLE.findall(text)
    return Mail(message_id=str(message["Message-ID"]), mailbox=mailbox, titles=frozenset(titles))


def faults_of_mail(mails: Iterable[Mail], record: Record) -> Iterator[str]:
    """What a person would notice of the mail: the same twice, or what the ledger says otherwise."""
    mails = list(mails)
    for message, count in Counter(one.message_id for one in mails).items():
        if count > 1:
            yield f"the message {message} came {count} times"
    reminders = Counter(pair for pages in record.about.values() for pair in pages)
    came = Counter((one.mailbox, title) for one in mails for title in one.titles)
    for pair, count in came.items():
        if count > reminders[pair]:
            yield f"{pair[1]} was mailed to {pair[0]} {count} times for {reminders[pair]} reminders"
    taken = {one.message_id for one in mails}
    for message, state in record.states.items():
        if state == "sent" and message not in taken:
            yield f"the ledger says that {message} was sent, and it never came"
        if state == "failed" and message in taken:
            yield f"the ledger says that {message} was not taken, and it came"
    for message in taken - record.states.keys():
        yield f"{message} came, and the ledger knows nothing of it"


def unknown_of(mails: Iterable[Mail], record: Record) -> Iterator[str]:
    """What the ledger does not know: messages that were claimed, with what really became of them."""
    taken = {one.message_id for one in mails}
    for message, state in sorted(record.states.items()):
        if state == "claimed":
            yield f"{message} to {sorted(record.about[message])[0][0]}: {'came' if message in taken else 'never came'}"


def differences(calm: Record, broken: Record) -> Iterator[str]:
    """What the record of a disturbed run lacks and has too many of, beside that of an undisturbed one."""
    for name, rows in calm.rows.items():
        lost, more = rows - broken.rows[name], broken.rows[name] - rows
        if lost or more:
            some = ", ".join([*(f"-{one}" for one in [*lost][:3]), *(f"+{one}" for one in [*more][:3])])
            yield f"{name}: {lost.total()} lost, {more.total()} too many: {some}"


def leftovers(site: Path) -> list[str]:
    """Files that a publishing left half written."""
    return [str(file.relative_to(site)) for file in site.rglob(".*.new")]
