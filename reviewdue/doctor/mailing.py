"""Whether the mail transport would take a message: connection, encryption and login are tried, nothing is sent."""

from collections.abc import Iterator

from reviewdue.doctor.symptoms import Health, Patient, Symptom
from reviewdue.errors import ConfigurationError, MailRefused
from reviewdue.mail import MailSettings
from reviewdue.mail.transports import probe_transport

PART = "mail"


def examine(patient: Patient) -> Iterator[Symptom]:
    """Everything short of a message."""
    settings = MailSettings(**patient.settings.mail.model_dump())
    try:
        seen = probe_transport(settings, patient.root)
    except (ConfigurationError, MailRefused) as error:
        seen, _, fix = str(error).rpartition("; ")
        yield Symptom(PART, Health.FAULT, seen or str(error), fix)
        return
    if settings.url.startswith("outbox:"):
        yield Symptom(PART, Health.WARNING, seen, "name a server in mail.url when people are to get their mail")
    else:
        yield Symptom(PART, Health.OK, seen)
