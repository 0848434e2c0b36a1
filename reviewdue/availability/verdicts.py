"""Which availability an answer stands for, and the sentence that is kept as its evidence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from reviewdue.availability import phrases, places
from reviewdue.availability.answers import Answer, Failure

# A challenge page says little; an article that mentions one says much.
SHORT_PAGE = 1500
SCRIPTED_PAGE = 300


class Availability(StrEnum):
    """Whether a source can be read where its address says."""

    AVAILABLE = "available"
    MOVED = "moved"
    RESTRICTED = "restricted"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"
    NOT_ONLINE = "not_online"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict with its reason: one short sentence, shown to people as evidence."""

    availability: Availability
    reason: str


FAILED: dict[Failure, tuple[Availability, str]] = {
    Failure.TIMEOUT: (Availability.UNREACHABLE, "did not answer in time"),
    Failure.REFUSED: (Availability.UNREACHABLE, "refused the connection"),
    Failure.RESET: (Availability.UNREACHABLE, "broke off the connection"),
    Failure.TLS: (Availability.UNREACHABLE, "has no valid TLS certificate or no TLS that we can speak"),
    Failure.DNS: (Availability.UNREACHABLE, "its host name could not be resolved"),
    Failure.NO_NETWORK: (Availability.UNREACHABLE, "there is no way to its network from here"),
    Failure.TOO_MANY_REDIRECTS: (Availability.UNREACHABLE, "redirects without end"),
    Failure.PRIVATE_NETWORK: (
        Availability.UNCHECKED,
        "leads into a private network, which is not checked; allow its range with checks.allow_networks",
    ),
    Failure.BAD_ADDRESS: (Availability.UNCHECKED, "is not an address that can be fetched"),
    Failure.PROTOCOL: (Availability.UNREACHABLE, "answered with something that is not HTTP"),
    Failure.FAULT: (Availability.UNCHECKED, "could not be checked: the checker itself failed"),
}

# Any other 4xx is ambiguous, and nobody is told that a source is gone on an ambiguous answer.
GONE = frozenset((404, 410))
STILL_A_PAGE = frozenset((300, 304))
OVERLOADED = frozenset((429, 503))
STATUS_NAMES = {status.value: status.phrase for status in HTTPStatus}

# Value None: the header alone says it.
CHALLENGE_HEADERS: dict[str, frozenset[str] | None] = {
    "cf-mitigated": frozenset(("challenge", "block")),
    "x-amzn-waf-action": None,
    "x-vercel-mitigated": None,
    "x-sucuri-block": None,
}


def judge(answer: Answer) -> Finding:
    """The verdict on one answer: the first rule that applies."""
    findings = (rule(answer) for rule in RULES)
    return next(finding for finding in findings if finding is not None)


def network_is_down(answers: Iterable[Answer]) -> bool:
    """Whether not one answer came from the network, though some were asked of it.

    A refused connection is an answer of the network. An address that never reached it says nothing either way.
    """
    silent = {Failure.DNS, Failure.NO_NETWORK}
    never_asked = {Failure.BAD_ADDRESS, Failure.PRIVATE_NETWORK, Failure.FAULT}
    failures = {answer.failure for answer in answers} - never_asked
    return bool(failures) and failures <= silent


def _failed(answer: Answer) -> Finding | None:
    if answer.failure is None:
        return None
    availability, reason = FAILED[answer.failure]
    is_told = not answer.hops or answer.failure is Failure.TOO_MANY_REDIRECTS
    where = "" if is_told else f" (after a redirect to {answer.final_url})"
    detail = f": {answer.detail}" if answer.detail else ""
    return Finding(availability=availability, reason=reason + where + detail)


def _keeps_robots_out(answer: Answer) -> Finding | None:
    """Whatever the status: bot walls answer 403, 503, 429, 404, 202 and 200."""
    for name, values in CHALLENGE_HEADERS.items():
        value = answer.headers.get(name)
        if value is not None and (values is None or value.strip().lower() in values):
            return _restricted(f"keeps robots out ({name}: {value.strip()[:40]})")
    for name in (answer.title, answer.heading):
        if phrases.says_challenge(name):
            return _restricted(f"keeps robots out: the page says {_quoted(name)}")
    if _text_is_a_challenge(answer):
        return _restricted("keeps robots out: the page is a challenge")
    return None


def _text_is_a_challenge(answer: Answer) -> bool:
    if answer.truncated or len(answer.text) >= SHORT_PAGE:
        return False
    scripted = len(answer.text) < SCRIPTED_PAGE and phrases.CHALLENGE_IN_SCRIPT.search(answer.body)
    return bool(scripted or phrases.CHALLENGE_IN_TEXT.search(phrases.fold(answer.text)))


def _leads_to_login(answer: Answer) -> Finding | None:
    end = _end(answer)
    server_failed = (answer.status or 0) >= 500
    if server_failed or not _led_elsewhere(answer) or not places.is_login(end) or places.is_login(answer.url):
        return None
    return _restricted(f"leads to a sign-in at {end}")


def _status_says(answer: Answer) -> Finding | None:
    status = answer.status or 0
    if 200 <= status < 300 or status in STILL_A_PAGE:
        return None
    if status in GONE:
        return _not_found(_answered(answer))
    if status == 408 or status < 400 or 500 <= status < 600:
        return Finding(availability=Availability.UNREACHABLE, reason=_answered(answer))
    return _restricted(_answered(answer))


def _leads_to_error_page(answer: Answer) -> Finding | None:
    end = _end(answer)
    if _led_elsewhere(answer) and places.is_error_page(end) and not places.is_error_page(answer.url):
        return _not_found(f"leads to an error page at {end}")
    return None


def _leads_to_front_page(answer: Answer) -> Finding | None:
    """A deep address that ends at a front page: what was cited is not there any more."""
    end = _end(answer)
    if not _led_elsewhere(answer) or not places.is_front_page(end):
        return None
    if places.is_front_page(answer.url) or places.is_forwarder(answer.url):
        return None
    return _not_found(f"leads to the front page at {end} and not to the page")


def _says_not_found(answer: Answer) -> Finding | None:
    for name in (answer.title, answer.heading):
        if phrases.says_not_found(name):
            return _not_found(f"answered {answer.status}, but the page says {_quoted(name)}")
    if answer.truncated or len(answer.text) >= SHORT_PAGE:
        return None
    for sentence in phrases.sentences(answer.text)[:6]:
        if len(sentence) > 12 and phrases.says_not_found(sentence):
            return _not_found(f"answered {answer.status}, but the page says {_quoted(sentence)}")
    return None


def _says_unwell(answer: Answer) -> Finding | None:
    for name in (answer.title, answer.heading):
        if phrases.says_unwell(name):
            reason = f"answered {answer.status}, but the page says {_quoted(name)}"
            return Finding(availability=Availability.UNREACHABLE, reason=reason)
    return None


def _asks_to_sign_in(answer: Answer) -> Finding | None:
    """A sign-in box in the corner of a page is none: title or heading must ask for it as well."""
    if not answer.has_password_field:
        return None
    for name in (answer.title, answer.heading):
        if phrases.says_sign_in(name):
            return _restricted(f"asks to sign in: the page says {_quoted(name)}")
    return None


def _accepted_only(answer: Answer) -> Finding | None:
    """202 with nothing in it is how bot walls say "solve this first"; a page is not made to order."""
    if answer.status == 202 and not answer.body and not answer.truncated:
        return _restricted("answered 202 with nothing in it")
    return None


def _readable(answer: Answer) -> Finding:
    if answer.hops and answer.hops[0].status in (301, 308):
        reason = f"moved permanently ({answer.hops[0].status}) to {answer.final_url}"
        return Finding(availability=Availability.MOVED, reason=reason)
    return Finding(availability=Availability.AVAILABLE, reason=_how_available(answer))


def _how_available(answer: Answer) -> str:
    if answer.status == 304:
        return "answered 304: unchanged since the last check"
    way = f" after a redirect to {answer.final_url}" if answer.hops else ""
    # Not a fault by itself: some servers send nothing to a client that runs no scripts.
    nothing = " with nothing in it" if not answer.body and not answer.truncated else ""
    onward = f"; the page sends its readers on to {answer.refresh}" if answer.refresh else ""
    return f"answered {answer.status}{nothing}{way}{onward}"


RULES: tuple[Callable[[Answer], Finding | None], ...] = (
    _failed,
    _keeps_robots_out,
    _leads_to_login,
    _status_says,
    _leads_to_error_page,
    _leads_to_front_page,
    _says_not_found,
    _says_unwell,
    _asks_to_sign_in,
    _accepted_only,
    _readable,
)


def _end(answer: Answer) -> str:
    """Where a reader ends up; a browser follows a prompt meta refresh like a redirect."""
    return answer.refresh or answer.final_url


def _led_elsewhere(answer: Answer) -> bool:
    return bool(answer.hops or answer.refresh) and not places.same_page(answer.url, _end(answer))


def _answered(answer: Answer) -> str:
    status = answer.status or 0
    name = f" ({STATUS_NAMES[status]})" if status in STATUS_NAMES else ""
    where = f" at {answer.final_url}" if answer.hops else ""
    if status in OVERLOADED and answer.retry_after is not None:
        return f"answered {status}{name}{where} and asked to come back in {answer.retry_after:.0f} s"
    lost = " without saying where to" if 300 <= status < 400 else ""
    return f"answered {status}{name}{where}{lost}"


def _restricted(reason: str) -> Finding:
    return Finding(availability=Availability.RESTRICTED, reason=reason)


def _not_found(reason: str) -> Finding:
    return Finding(availability=Availability.NOT_FOUND, reason=reason)


def _quoted(name: str) -> str:
    words = " ".join(name.split())
    return f"“{words if len(words) <= 80 else words[:79] + '…'}”"
