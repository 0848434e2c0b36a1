"""Whether the folders that are read are there and those that are written can be, and whether templates are sound."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from reviewdue.doctor.symptoms import Health, Patient, Symptom
from reviewdue.mail import OutboxEndpoint, parse_mail_url
from reviewdue.rendering import build_environment, shipped_templates, templates_folder

PART = "folders"
# Below this a ledger that grows and a dashboard that is written anew may not fit.
LEAST_FREE = 200 * 1024 * 1024


def examine(patient: Patient) -> Iterator[Symptom]:
    """What is read, what is written, room on the disk, and the project's own templates."""
    found = [*_read(patient), *_written(patient), *_room(patient.root), *_templates(patient)]
    yield from found or [Symptom(PART, Health.OK, f"{patient.root} can be read and written, templates are sound")]


def _read(patient: Patient) -> Iterator[Symptom]:
    places = [source.path for source in patient.settings.sources if source.kind == "files"]
    for place in [*places, patient.settings.references]:
        folder = patient.root / place
        if not folder.is_dir():
            yield Symptom(PART, Health.FAULT, f"the folder {place} is not there", "correct its path in reviewdue.yaml")
        elif not os.access(folder, os.R_OK | os.X_OK):
            yield Symptom(
                PART, Health.FAULT, f"the folder {place} cannot be read", "give this user the right to read it"
            )


def _written(patient: Patient) -> Iterator[Symptom]:
    endpoint = parse_mail_url(patient.settings.mail.url)
    names = ["site", ".reviewdue", *([endpoint.folder] if isinstance(endpoint, OutboxEndpoint) else [])]
    for name in names:
        place = _nearest(patient.root / name)
        if not (place.is_dir() and os.access(place, os.W_OK | os.X_OK)):
            fix = f"give this user the right to write {place}"
            yield Symptom(PART, Health.FAULT, f"{name} cannot be written", fix)


def _nearest(place: Path) -> Path:
    """The place itself, or the first folder above it that is there."""
    return place if place.exists() or place == place.parent else _nearest(place.parent)


def _room(root: Path) -> Iterator[Symptom]:
    free = shutil.disk_usage(root).free
    if free < LEAST_FREE:
        seen = f"{free // 1024 // 1024} MB are free on the disk of {root}"
        yield Symptom(PART, Health.WARNING, seen, "make room: a run that finds none breaks off")


def _templates(patient: Patient) -> Iterator[Symptom]:
    own = templates_folder(patient.root)
    if own == shipped_templates():
        return
    environment = build_environment(patient.root, patient.settings.publisher.zone)
    for path in sorted(own.rglob("*")):
        if path.suffix in (".html", ".txt", ".md", ".jinja"):
            yield from _compiled(environment, path, path.relative_to(own).as_posix())


def _compiled(environment: SandboxedEnvironment, path: Path, name: str) -> Iterator[Symptom]:
    try:
        environment.get_template(name)
    except TemplateError as error:
        line = getattr(error, "lineno", None) or 1
        yield Symptom(PART, Health.FAULT, f"{path}:{line}: {error.message}", "correct the template")
    except UnicodeDecodeError:
        yield Symptom(PART, Health.FAULT, f"{path} is not UTF-8", "save it as UTF-8")
