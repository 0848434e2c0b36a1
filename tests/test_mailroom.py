"""The mailroom: what is claimed, what is written in a letter, and what is held back."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest

from reviewdue.ledger import reminders
from reviewdue.ledger.reminders import Key, PastReminder
from reviewdue.letters import Letter
from reviewdue.mail import Delivery, Message, Outbox, Stage, Transport
from reviewdue.mailroom import HoldingMailroom, Mailroom, SendingMailroom, clock_of, open_mailroom
from reviewdue.people import Recipient
from reviewdue.postings import Posted, Posting
from reviewdue.projects import Project
from reviewdue.writing import Desk
from tests.projects import TODAY, Root

SENDER = "reviews@example.org"


def key(page: str, recipient: str = "team@example.org", rung: int = 0) -> Key:
    """The key of a reminder."""
    return Key(kind="reminder", page_id=page, cycle_due=TODAY, rung=rung, recipient=recipient)


def posting(
    *keys: Key, email: str = "team@example.org", compose: Callable[[frozenset[Key]], Letter] | None = None
) -> Posting:
    """A posting whose letter names the pages that were won."""

    def name_pages(won: frozenset[Key]) -> Letter:
        pages = " and ".join(sorted(one.page_id for one in won))
        return Letter(subject=f"Please review {pages}", text=f"{pages}\n", html=f"<p>{pages}</p>\n")

    return Posting(
        recipient=Recipient(id="team", name="Team", email=email, role="owner"),
        keys=keys,
        names=tuple(f"{one.page_id}|{one.rung}" for one in keys),
        template="reminder",
        compose=compose or name_pages,
    )


def post(mailroom: Mailroom, *postings: Posting) -> Posted:
    """Post them, and say what became of the last."""
    reported: list[Posted] = []
    mailroom.post_all(postings, reported.append)
    return reported[-1]


def desk_of(root: Root) -> Desk:
    """A desk that writes in this process."""
    return Desk(root.path, ZoneInfo("Europe/London"))


def subject_of(message: Message) -> str:
    """The subject as a mail program would read it."""
    return str(message_from_bytes(message.content, policy=policy.default)["Subject"])


class Transports:
    """A transport that remembers what it was given, and answers as it is told."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.messages: list[Message] = []

    def deliver(self, message: Message) -> Delivery:
        """Take the message, or do what the next answer says."""
        self.messages.append(message)
        id = message.message_id
        answer = self.answers.pop(0) if self.answers else "sent"
        if answer == "failed":
            return Delivery.failed(id, Stage.RECIPIENT, "there is no such mailbox", permanent=True)
        return Delivery.uncertain(id, "no answer") if answer == "uncertain" else Delivery.sent(id)


@contextmanager
def sending(root: Root, transport: Transport) -> Iterator[tuple[Project, Mailroom]]:
    """A mailroom that sends through this transport."""
    with root.open() as project:
        yield project, SendingMailroom(project, transport, None, desk_of(root).write_all)


def past(project: Project, page: str) -> list[PastReminder]:
    """What the ledger has of a page's reminders."""
    with project.ledger.begin() as connection:
        return reminders.reminders_of(connection, [page]).get(page, [])


def test_what_was_sent_is_recorded_with_its_subject_and_message(root: Root) -> None:
    transports = Transports()
    with sending(root, transports.deliver) as (project, mailroom):
        posted = post(mailroom, posting(key("a"), key("b", rung=-7)))
        (recorded,) = past(project, "a")

    assert (posted.state, posted.key, posted.pages, posted.rung) == ("sent", ("a|0", "b|-7"), ("a", "b"), -7)
    assert transports.messages[0].message_id == posted.message_id == recorded.message_id
    assert (recorded.state, recorded.subject) == ("sent", "Please review a and b")


def test_a_letter_names_only_the_pages_that_nobody_else_has_claimed(root: Root) -> None:
    transports = Transports()
    with sending(root, transports.deliver) as (_, mailroom):
        post(mailroom, posting(key("a")))
        posted = post(mailroom, posting(key("a"), key("b")))

    assert (posted.pages, posted.subject) == (("b",), "Please review b")
    assert [subject_of(message) for message in transports.messages] == ["Please review a", "Please review b"]


def test_what_others_have_claimed_altogether_is_not_sent(root: Root) -> None:
    transports = Transports()
    with sending(root, transports.deliver) as (_, mailroom):
        post(mailroom, posting(key("a")))
        posted = post(mailroom, posting(key("a")))

    assert posted.state == "suppressed"
    assert len(transports.messages) == 1


def test_a_letter_that_cannot_be_written_claims_nothing(root: Root) -> None:
    def fail(won: frozenset[Key]) -> Letter:
        raise KeyError("no such value")

    with sending(root, Transports().deliver) as (project, mailroom):
        with pytest.raises(KeyError):
            post(mailroom, posting(key("a"), compose=fail))

        assert past(project, "a") == []


def test_an_address_that_is_none_is_failed_and_does_not_end_the_run(root: Root) -> None:
    transports = Transports()
    with sending(root, transports.deliver) as (project, mailroom):
        posted = post(mailroom, posting(key("a"), email="not an address"))

        assert (posted.state, [one.state for one in past(project, "a")]) == ("failed", ["failed"])
    assert posted.error
    assert "not an address" not in posted.error
    assert transports.messages == []


def test_what_failed_may_be_claimed_again_and_what_is_uncertain_may_not(root: Root) -> None:
    transports = Transports("failed", "uncertain")
    with sending(root, transports.deliver) as (_, mailroom):
        states = [post(mailroom, posting(key(page))).state for page in ("a", "b", "a", "b")]

    assert states == ["failed", "claimed", "sent", "suppressed"]


def test_an_uncertain_message_is_shown_by_later_runs_with_all_that_is_known(root: Root) -> None:
    with sending(root, Transports("uncertain").deliver) as (_, mailroom):
        post(mailroom, posting(key("a"), key("b")))

        (shown,) = mailroom.recover()

    assert (shown.state, shown.pages, shown.recipient) == ("claimed", ("a", "b"), "team@example.org")
    assert shown.subject == "Please review a and b"


def test_a_message_that_is_under_way_is_not_taken_for_one_that_a_dead_run_left(root: Root) -> None:
    begun, go_on = threading.Event(), threading.Event()
    outbox = Outbox(root.path / "outbox")

    def deliver_slowly(message: Message) -> Delivery:
        begun.set()
        go_on.wait(10)
        return outbox.deliver(message)

    with root.open() as project:
        one, other = (
            SendingMailroom(project, deliver, outbox, desk_of(root).write_all)
            for deliver in (deliver_slowly, outbox.deliver)
        )
        sending_one = threading.Thread(target=post, args=(one, posting(key("a"))))
        sending_one.start()
        begun.wait(10)
        recovering = threading.Thread(target=lambda: [*other.recover()])
        recovering.start()
        recovering.join(0.3)
        go_on.set()
        sending_one.join()
        recovering.join()

        assert [one.state for one in past(project, "a")] == ["sent"]
        assert post(other, posting(key("a"))).state == "suppressed"


def test_the_same_reminders_make_the_same_message_id(root: Root) -> None:
    transports = Transports("failed")
    with sending(root, transports.deliver) as (_, mailroom):
        post(mailroom, posting(key("a")))
        post(mailroom, posting(key("a")))

    first, second = transports.messages
    assert first.message_id == second.message_id


@pytest.mark.parametrize(
    ("url", "dry_run", "quiet", "acts"),
    [
        ("outbox:outbox", False, False, True),
        ("outbox:outbox", False, True, True),
        ("outbox:outbox", True, False, False),
        ("smtp://127.0.0.1:1", False, False, True),
        ("smtp://127.0.0.1:1", False, True, False),
        ("smtp://127.0.0.1:1", True, True, False),
    ],
)
def test_a_dry_run_holds_everything_back_and_a_quiet_day_what_would_leave(
    root: Root, url: str, dry_run: bool, quiet: bool, acts: bool
) -> None:
    root.configure(mail={"url": url})

    with root.open() as project, open_mailroom(project, dry_run=dry_run, quiet=quiet) as mailroom:
        assert mailroom.acts is acts
        assert (mailroom.outbox is not None) is url.startswith("outbox:")


def test_who_holds_back_shows_the_message_as_it_would_be(root: Root) -> None:
    with root.open() as project:
        mailroom = HoldingMailroom(SENDER, None, desk_of(root).write_all, clock_of(project))
        posted = post(mailroom, posting(key("a"), key("b")))

        assert past(project, "a") == []
    assert (posted.state, posted.subject) == ("suppressed", "Please review a and b")
    assert list(mailroom.recover()) == []


def test_a_message_as_data_says_where_it_is_and_what_went_wrong_if_anything_did(root: Root) -> None:
    with sending(root, Transports("sent", "failed").deliver) as (_, mailroom):
        sent, failed = (post(mailroom, posting(key(page))).as_dict() for page in "ab")

    assert list(sent) == ["key", "recipient", "subject", "pages", "rung", "state", "message_id"]
    assert failed["error"] == "there is no such mailbox"


def test_the_file_of_an_outbox_is_named_from_the_root(root: Root) -> None:
    with root.open(TODAY + timedelta(days=1)) as project, open_mailroom(project) as mailroom:
        posted = post(mailroom, posting(key("a")))

    assert posted.path is not None
    assert posted.path.startswith("outbox/")
    assert (root.path / posted.path).is_file()
