"""Whether the web can be asked about sources, and whether we say who asks."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import requests

from reviewdue.doctor.symptoms import Health, Patient, Symptom
from reviewdue.reaching import limits_of

PART = "network"
PATIENCE = 10


def examine(patient: Patient) -> Iterator[Symptom]:
    """The DOI resolver answers, and a site that is asked can find out by whom."""
    yield _resolver(patient)
    if not patient.settings.checks.contact:
        fix = "set checks.contact to a mailbox that is read: sites and services ask for it"
        yield Symptom(PART, Health.WARNING, "the sites that are asked are told no contact", fix)


def _resolver(patient: Patient) -> Symptom:
    checks = patient.settings.checks
    address = checks.services.doi.url
    proxy = requests.utils.get_environ_proxies(address).get(urlsplit(address).scheme)
    way = f" through the proxy {_without_password(proxy)}" if proxy else ""
    agent = {"User-Agent": limits_of(checks).user_agent}
    try:
        response = requests.head(address, timeout=PATIENCE, headers=agent, allow_redirects=False)
    except requests.RequestException as error:
        seen = f"{address} cannot be reached{way}: {_reason(error)}"
        return Symptom(PART, Health.FAULT, seen, "open the way to the web, or name the proxy in HTTPS_PROXY")
    return Symptom(PART, Health.OK, f"{address} answers{way} ({response.status_code})")


def _reason(error: requests.RequestException) -> str:
    """The innermost cause: requests wraps it several times."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__ or getattr(cause, "reason", None)) is not None:
        if not isinstance(inner, BaseException) or inner is cause:
            break
        cause = inner
    return str(getattr(cause, "strerror", None) or cause).splitlines()[0][:200]


def _without_password(proxy: str) -> str:
    parts = urlsplit(proxy)
    return f"{parts.hostname}:{parts.port}" if parts.hostname else "named in the environment"
