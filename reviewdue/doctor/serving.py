"""Whether those who should see the live dashboard can sign in, and nobody else."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from reviewdue.access import role_of
from reviewdue.doctor.symptoms import Health, Patient, Symptom
from reviewdue.errors import ReviewdueError
from reviewdue.people import people_of
from reviewdue.roles import RIGHTS, Right
from reviewdue.servesettings import Way, is_loopback
from reviewdue.settings import Settings

PART = "serve"
# A network of more addresses than this is no web server's.
LARGEST_NETWORK = 2**24


def examine(patient: Patient) -> Iterator[Symptom]:
    """How people sign in, over what connection, and whether anybody may act."""
    settings = patient.settings
    if not settings.serve.sign_in:
        yield Symptom(PART, Health.OK, "the dashboard is for this machine only; nobody signs in")
        return
    found = [*_connection(settings), *_ways(settings), *_roles(settings)]
    yield from found or [Symptom(PART, Health.OK, f"people sign in by {', '.join(settings.serve.sign_in)}")]


def _connection(settings: Settings) -> Iterator[Symptom]:
    url = urlsplit(settings.serve.url or "")
    if url.scheme != "https" and not is_loopback(url.hostname or ""):
        seen = "sessions go over a connection that anybody on the way can read"
        yield Symptom(PART, Health.FAULT, seen, "put TLS in front, and write serve.url with https")
    if url.path.strip("/"):
        seen = f"serve.url has a path, {url.path}, and the dashboard leads to addresses without it"
        yield Symptom(PART, Health.WARNING, seen, "give it a host name of its own")


def _ways(settings: Settings) -> Iterator[Symptom]:
    serve = settings.serve
    if Way.MAIL in serve.sign_in and settings.mail.url.startswith("outbox:"):
        seen = "people sign in by mail, and mail goes to files that whoever has the folder can read"
        yield Symptom(PART, Health.WARNING, seen, "name a server in mail.url")
    for network in serve.proxies:
        if network.num_addresses > LARGEST_NETWORK:
            seen = f"serve.proxies believes {network}, from where anybody may come"
            yield Symptom(PART, Health.FAULT, seen, "name the web server itself, such as 10.0.0.7/32")
    if Way.OIDC in serve.sign_in:
        yield from _provider(settings)


def _provider(settings: Settings) -> Iterator[Symptom]:
    from reviewdue.openid import Provider, check_installed

    try:
        check_installed()
        Provider(settings.serve.oidc, "").begin("/")
    except ReviewdueError as error:
        yield Symptom(PART, Health.FAULT, str(error), "check serve.oidc, and that the provider is up")


def _roles(settings: Settings) -> Iterator[Symptom]:
    people = people_of(settings.people)
    able = [
        one for one in settings.people if not people.has_left(one) and Right.MANAGE in RIGHTS[role_of(settings, one)]
    ]
    if not able:
        fix = "give somebody access: manager, or role: content_manager"
        yield Symptom(PART, Health.WARNING, "nobody may act on every review", fix)
