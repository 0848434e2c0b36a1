"""Which services may be asked, and how each is reached, from the configuration."""

from reviewdue.checksettings import Checks
from reviewdue.services import SERVICES, Access
from reviewdue.services.pacing import Pace


def access_of(checks: Checks) -> dict[str, Access]:
    """How each service is reached that may be asked; one that needs a key may be once there is one."""
    found = {}
    for name, service in SERVICES.items():
        settings = checks.services.named(service.configured_as)
        url = getattr(settings, service.at)
        if settings.enabled and url and (settings.key or not service.needs_key):
            found[name] = Access(url=url, key=settings.key, contact=settings.contact or checks.contact)
    return found


def paces_of(checks: Checks, sharing: int = 1) -> dict[str, Pace]:
    """How fast each service is asked at first; what is configured as one keeps one pace.

    Where several ask at once, `sharing` of them, each keeps to its part of what the service allows.
    """
    paces: dict[str, Pace] = {}
    for name, reached in access_of(checks).items():
        service = SERVICES[name]
        settings = checks.services.named(service.configured_as)
        rate, at_once = service.pace(reached)
        shared = paces.get(service.configured_as)
        most, most_at_once = settings.rate, settings.concurrency
        if sharing > 1:
            most, most_at_once = (most or rate) / sharing, max(1, (most_at_once or at_once) // sharing)
            rate, at_once = min(rate, most), min(at_once, most_at_once)
        paces[name] = shared or Pace(rate, at_once, most_rate=most, most_at_once=most_at_once)
    return paces
