"""Whether mail can reach everyone, and whether what the mail says of us is true."""

from collections.abc import Iterator

from reviewdue.doctor.symptoms import Health, Patient, Symptom
from reviewdue.people import is_address, people_of
from reviewdue.settings import Settings

PART = "people"
# Reserved for examples (RFC 2606): nobody reads mail there.
EXAMPLES = (".example", ".invalid", ".test", "example.org", "example.com", "example.net")


def examine(patient: Patient) -> Iterator[Symptom]:
    """Everyone has a mailbox, somebody gets the summary, and no address is one of an example."""
    settings = patient.settings
    found = [*_unreachable(settings), *_roles(settings), *_examples(settings)]
    yield from found or [Symptom(PART, Health.OK, f"{len(settings.people)} people, each with a mailbox")]


def _unreachable(settings: Settings) -> Iterator[Symptom]:
    people = people_of(settings.people)
    for person in settings.people:
        if person.email and not is_address(person.email):
            yield Symptom(PART, Health.FAULT, f"“{person.id}” has no mail address but “{person.email}”", "correct it")
        elif not people.recipients(person.id, (), escalated=False):
            fix = "give them an email, or members who have one"
            yield Symptom(PART, Health.FAULT, f"no mail reaches “{person.id}”", fix)


def _roles(settings: Settings) -> Iterator[Symptom]:
    if not settings.people:
        fix = "add people: to reviewdue.yaml, and name them on pages as owner or reviewers"
        yield Symptom(PART, Health.WARNING, "nobody is registered: reminders go only to addresses on pages", fix)
    elif not any(person.role == "content_manager" for person in settings.people):
        fix = "give somebody role: content_manager"
        yield Symptom(PART, Health.WARNING, "nobody gets the weekly summary", fix)


def _examples(settings: Settings) -> Iterator[Symptom]:
    addresses = {person.email for person in settings.people if person.email} | {settings.mail.sender}
    invented = sorted(address for address in addresses if address.lower().rstrip(">").endswith(EXAMPLES))
    if invented and not settings.mail.url.startswith("outbox:"):
        seen = f"mail goes to a server, and {len(invented)} addresses are examples, such as {invented[0]}"
        yield Symptom(PART, Health.FAULT, seen, "write real addresses for people and mail.sender")
