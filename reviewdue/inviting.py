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
from reviewdue.postings import Posted, Posting
from reviewdue.projects import Project
from reviewdue.roles import Role

log = logging.getLogger(__name__)

# Whoever asks over and over gets one mail in this time.
PAUSE = timedelta(minutes=1)


def send_sign_in(project: Project, address: str, place: str, at: datetime) -> None:
    """Mail a link that signs in to this address, if it is registered; it leads on to `place`.

    Runs after the answer was given, which must not depend on it; what goes wrong goes to the log. For an address that
    nobody has the same is done but for the last step, since whoever asks can see how busy the machine is.
    """
    person = find_by_mailbox(project.settings, address, project.today)
    try:
        if person is not None and person.mailbox is not None:
            _invite(project, person, person.mailbox, place, at)
        else:
            _invite_nobody(project, place, at)
    except ReviewdueError as error:
        log.warning("A link to sign in could not be mailed: %s", error)


def _invite(project: Project, person: Someone, mailbox: str, place: str, at: datetime) -> None:
    with project.ledger.change() as connection:
        before = passes_of(connection, Kind.SIGN_IN, person.id)
        if before and at - before[0].issued_at < PAUSE:
            return
        secret, one = passes.issue(connection, _order(project, person, place, at), by=person.id, at=at)
    with open_mailroom(project, chats=False) as mailroom:
        mailroom.post_all([_posting(project, person, mailbox, secret, one.id)], _note)


def _invite_nobody(project: Project, place: str, at: datetime) -> None:
    nobody = Someone(id="nobody", name="Nobody", role=Role.VIEWER)
    with project.ledger.rehearse() as connection:
        passes_of(connection, Kind.SIGN_IN, nobody.id)
        secret, one = passes.issue(connection, _order(project, nobody, place, at), by=nobody.id, at=at)
    with open_mailroom(project, dry_run=True) as mailroom:
        mailroom.post_all([_posting(project, nobody, "nobody@example.org", secret, one.id)], lambda _: None)


def _order(project: Project, person: Someone, place: str, at: datetime) -> Order:
    ends_at = at + timedelta(minutes=project.settings.serve.sign_in_minutes)
    return Order(kind=Kind.SIGN_IN, holder=person.id, ends_at=ends_at, detail=place)


def _posting(project: Project, person: Someone, mailbox: str, secret: str, id: str) -> Posting:
    key = Key(kind=Kind.SIGN_IN, page_id=id, cycle_due=project.today, rung=0, recipient=mailbox)
    return Posting(
        recipient=Recipient(id=person.id, name=person.name, email=mailbox, role="signs_in"),
        keys=(key,),
        names=(f"{Kind.SIGN_IN}|{id}",),
        template="sign_in",
        compose=lambda _: _letter(project, person, secret),
    )


def _note(posted: Posted) -> None:
    log.info("A link to sign in was asked for: %s", posted.state)


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
