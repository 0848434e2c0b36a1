"""What a deployment lacks: each part looked at as it is, with what was seen and how to mend it.

A part is a module with one function that yields symptoms; a new one is one module and one line in PARTS.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from reviewdue.doctor import folders, mailing, network, people, record, schedules, serving
from reviewdue.doctor.symptoms import Health, Patient, Symptom
from reviewdue.errors import ConfigurationError
from reviewdue.settings import FILE_NAME, load_settings

__all__ = ["Health", "Patient", "Symptom", "examine"]

PARTS: Mapping[str, Callable[[Patient], Iterator[Symptom]]] = {
    "people": people.examine,
    "folders": folders.examine,
    "ledger": record.examine,
    "mail": mailing.examine,
    "network": network.examine,
    "serve": serving.examine,
    "prefect": schedules.examine,
}


def examine(root: Path, environment: Mapping[str, str]) -> Iterator[Symptom]:
    """Everything about a project and its surroundings; nothing is changed and no mail is sent.

    Where the configuration cannot be read, that is all there is to say: one symptom for each of its faults.
    """
    try:
        settings = load_settings(root, environment)
    except ConfigurationError as error:
        for line in str(error).splitlines():
            yield Symptom("configuration", Health.FAULT, line, f"mend {FILE_NAME}, or the variable that is named")
        return
    yield Symptom("configuration", Health.OK, f"{FILE_NAME} can be read; publisher: {settings.publisher.name}")
    patient = Patient(root=root, settings=settings, environment=environment)
    for part in PARTS.values():
        yield from part(patient)
