"""Links that sign somebody in: mailed to the address that is registered, and to no other."""

import logging
from datetime import datetime, timedelta
from urllib.parse import quote

from reviewdue import passes
from reviewdue.access import Someone, find_by_mailbox
from reviewdue.errors import ReviewdueError
from reviewdue.ledger.passes import passes_of
from reviewdue.ledger.reminders import Key
from reviewdue.letters import SignInLetter
from reviewdue.mailroom import open_mailroom
from reviewdue.passes import Kind, Order
from reviewdue.people import Recipient
from reviewdue.postings import Posting
from reviewdue.projects import Project

log = logging.getLogger(__name__)

# Whoever asks over and over gets one mail in this time.
PAUSE = timedelta(minutes=1)


def send_sign_in(project: Project, address: str, place: str, at: datetime) -> None:
    """Mail a link that signs in to this address, if it is registered; it leads on to `place`.

    Runs after the answer was given, which must not depend on it; what goes wrong goes to the log.
    """
    person = find_by_mailbox(project.settings, address, project.today)
    try:
        if person is not None and person.mailbox is not None:
            _invite(project, person, person.mailbox, place, at)
    except ReviewdueError as error:
        log.warning("A link to sign in could not be mailed: %s", error)


def _invite(project: Project, person: Someone, mailbox: str, place: str, at: datetime) -> None:
    minutes = timedelta(minutes=project.settings.serve.sign_in_minutes)
    with project.ledger.change() as connection:
        before = passes_of(connection, Kind.SIGN_IN, person.id)
        if before and at - before[0].issued_at < PAUSE:
            return
        order = Order(kind=Kind.SIGN_IN, holder=person.id, ends_at=at + minutes, detail=place)
        secret, one = passes.issue(connection, order, by=person.id, at=at)
    key = Key(kind=Kind.SIGN_IN, page_id=one.id, cycle_due=project.today, rung=0, recipient=mailbox)
    posting = Posting(
        recipient=Recipient(id=person.id, name=person.name, email=mailbox, role="signs_in"),
        keys=(key,),
        names=(f"{Kind.SIGN_IN}|{one.id}",),
        template="sign_in",
        compose=lambda _: _letter(project, person, secret),
    )
    with open_mailroom(project, chats=False) as mailroom:
        mailroom.post_all([posting], lambda posted: log.info("A link to sign in was asked for: %s", posted.state))


def _letter(project: Project, person: Someone, secret: str) -> SignInLetter:
    settings = project.settings
    return SignInLetter(
        publisher=settings.publisher.name,
        today=project.today,
        recipient=person.name,
        link=f"{settings.serve.url}/sign-in/{quote(secret)}",
        minutes=settings.serve.sign_in_minutes,
        contact=settings.mail.sender,
    )
