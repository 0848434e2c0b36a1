"""The rules by which an answer is judged, the first that applies first."""

import re
from collections.abc import Callable
from http import HTTPStatus

from reviewdue.availability import phrases, places, walls
from reviewdue.availability.answers import Answer, Failure
from reviewdue.availability.finding import Availability, Finding, not_found, restricted, unreachable

# A challenge page says little; an article that mentions one says much.
SHORT_PAGE = 1500
SCRIPTED_PAGE = 300
FORM_ALONE = 500
OF_SUBSTANCE = 60  # letters of a sentence that is more than a label
PLAIN_ERROR = 300
WHOLE_SENTENCE = 5  # spaces in it

FAILED: dict[Failure, tuple[Availability, str]] = {
    Failure.TIMEOUT: (Availability.UNREACHABLE, "did not answer in time"),
    Failure.REFUSED: (Availability.UNREACHABLE, "refused the connection"),
    Failure.RESET: (Availability.UNREACHABLE, "broke off the connection"),
    Failure.TLS: (Availability.UNREACHABLE, "has no valid TLS certificate or no TLS that we can speak"),
    Failure.DNS: (Availability.UNREACHABLE, "its host name could not be resolved"),
    Failure.NO_NETWORK: (Availability.UNREACHABLE, "there is no way to its network from here"),
    Failure.PROXY: (Availability.UNREACHABLE, "could not be asked through the proxy"),
    Failure.TOO_MANY_REDIRECTS: (Availability.UNREACHABLE, "redirects without end"),
    Failure.PRIVATE_NETWORK: (
        Availability.UNCHECKED,
        "leads into a private network, which is not checked; allow its range with checks.allow_networks",
    ),
    Failure.BAD_ADDRESS: (Availability.UNCHECKED, "is not an address that can be fetched"),
    Failure.BAD_REDIRECT: (Availability.UNREACHABLE, "redirects to what is not an address of the web"),
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


def _failed(answer: Answer) -> Finding | None:
    if answer.failure is None:
        return None
    availability, reason = FAILED[answer.failure]
    is_told = not answer.hops or answer.failure in (Failure.TOO_MANY_REDIRECTS, Failure.BAD_REDIRECT)
    where = "" if is_told else f" (after a redirect to {answer.final_url})"
    detail = f": {answer.detail}" if answer.detail else ""
    return Finding(availability=availability, reason=reason + where + detail)


GATES: tuple[tuple[Callable[[str], bool], str], ...] = (
    (places.is_login, "a sign-in"),
    (places.is_paywall, "a page that asks to pay"),
    (places.is_cookie_wall, "a page that wants cookies"),
)


def _keeps_robots_out(answer: Answer) -> Finding | None:
    """Whatever the status: bot walls answer 403, 503, 429, 404, 202 and 200."""
    for name, values in CHALLENGE_HEADERS.items():
        value = answer.headers.get(name)
        if value is not None and (values is None or value.strip().lower() in values):
            return restricted(f"keeps robots out ({name}: {value.strip()[:40]})")
    for name in (answer.title, answer.heading):
        # A heading of one word over a whole article is its subject.
        is_subject = name == answer.heading and " " not in name.strip() and not _is_short(answer)
        if walls.says_challenge(name) and not is_subject:
            return restricted(f"keeps robots out: the page says {_quoted(name)}")
    if _text_is_a_challenge(answer):
        return restricted("keeps robots out: the page is a challenge")
    return None


def _text_is_a_challenge(answer: Answer) -> bool:
    if not _is_short(answer):
        return False
    scripted = len(answer.text) < SCRIPTED_PAGE and walls.CHALLENGE_IN_SCRIPT.search(answer.body)
    return bool(scripted or walls.keeps_out(answer.text, (answer.title, answer.heading)))


def _leads_to_a_gate(answer: Answer) -> Finding | None:
    """A sign-in, a paywall or a page about cookies, whatever it answers to a script."""
    if (answer.status or 0) >= 500 or not _led_elsewhere(answer):
        return None
    for is_gate, name in GATES:
        if is_gate(_end(answer)) and not is_gate(answer.url):
            return restricted(f"leads to {name} at {_end(answer)}")
    return None


def _status_says(answer: Answer) -> Finding | None:
    status = answer.status or 0
    if 200 <= status < 300 or status in STILL_A_PAGE:
        return None
    if status in GONE:
        return not_found(_answered(answer))
    if status == 408 or status < 400 or 500 <= status < 600:
        return unreachable(_answered(answer))
    return restricted(_answered(answer))


def _leads_to_error_page(answer: Answer) -> Finding | None:
    end = _end(answer)
    if _led_elsewhere(answer) and places.is_error_page(end) and not places.is_error_page(answer.url):
        return not_found(f"leads to an error page at {end}")
    return None


def _leads_to_front_page(answer: Answer) -> Finding | None:
    """A deep address that ends at a front page: what was cited is not there any more."""
    end = _end(answer)
    if not _led_elsewhere(answer) or not places.is_front_page(end):
        return None
    if places.is_front_page(answer.url) or places.is_forwarder(answer.url) or places.has_its_own_host(answer.url, end):
        return None
    return not_found(f"leads to the front page at {end} and not to the page")


def _is_swept(answer: Answer) -> Finding | None:
    """One address that leads to a page about something else proves nothing; many that all lead there do."""
    if not answer.swept:
        return None
    return not_found(f"leads to {_end(answer)}, as do {answer.swept} other addresses of this site that were asked")


def _sells_the_domain(answer: Answer) -> Finding | None:
    if _led_elsewhere(answer) and places.is_domain_market(_end(answer)) and not places.is_domain_market(answer.url):
        return not_found(f"leads to {_end(answer)}, where the domain is for sale")
    for name in (answer.title, answer.heading):
        if phrases.says_parked(name):
            return not_found(f"the domain is parked or for sale: the page says {_quoted(name)}")
    if _is_short(answer) and phrases.PARKED_IN_TEXT.search(phrases.fold(answer.text)):
        return not_found("the domain is parked or for sale")
    return None


def _says_not_found(answer: Answer) -> Finding | None:
    for name in (answer.title, answer.heading):
        if phrases.says_not_found(name):
            return not_found(f"answered {answer.status}, but the page says {_quoted(name)}")
    for sentence in _telling_sentences(answer):
        if phrases.says_not_found(sentence):
            return not_found(f"answered {answer.status}, but the page says {_quoted(sentence)}")
    if _is_short(answer) and phrases.says_it_left(answer.text):
        return not_found(f"answered {answer.status}, but all that the page says is {_quoted(answer.text)}")
    return None


def _telling_sentences(answer: Answer) -> list[str]:
    """What to read of a page for a word that it is not there: a long page speaks for itself by its title."""
    if answer.content_type in ("text/plain", "application/json") and len(answer.body) <= PLAIN_ERROR:
        return [" ".join(part.split()) for part in re.split(r'[{}":,\n]+', answer.body_text)][:12]
    if _is_short(answer):
        # Menus and banners stand before the sentence; the further down it is, the more it must be a whole one.
        said = [one for one in phrases.sentences(answer.text) if len(one) > 12 or not one.isascii()]
        return said[:8] + [one for one in said[8:] if one.count(" ") >= WHOLE_SENTENCE]
    # Menus make the page of an error long; but it has nothing of what was asked for, and says so in a whole sentence.
    names = " ".join((answer.title, answer.heading))
    if not phrases.may_say_lost(answer.text) or places.names_what_was_asked(answer.url, names):
        return []
    whole = (sentence for sentence in phrases.sentences(answer.text) if sentence.count(" ") >= WHOLE_SENTENCE)
    return [sentence for sentence in whole if phrases.may_say_lost(sentence)][:8]


def _is_short(answer: Answer) -> bool:
    return not answer.truncated and len(answer.text) < SHORT_PAGE


def _says_unwell(answer: Answer) -> Finding | None:
    for name in (answer.title, answer.heading):
        if phrases.says_unwell(name):
            reason = f"answered {answer.status}, but the page says {_quoted(name)}"
            return unreachable(reason)
    if _is_short(answer) and phrases.BROKEN_SCRIPT.match(answer.text or answer.body_text[:SCRIPTED_PAGE]):
        return unreachable(f"answered {answer.status} with the error of a script")
    return None


def _asks_to_sign_in(answer: Answer) -> Finding | None:
    """A sign-in box in the corner of a page is none: title or heading must ask for it, or there is nothing else."""
    if not answer.has_password_field:
        return None
    for name in (answer.title, answer.heading):
        if walls.says_sign_in(name):
            return restricted(f"asks to sign in: the page says {_quoted(name)}")
    if answer.truncated or len(answer.text) > FORM_ALONE or _says_more_than_a_form(answer.text):
        return None
    asked = next(filter(walls.says_sign_in, answer.text.splitlines()), None)
    return restricted(f"asks to sign in: the page says {_quoted(asked)} and little else") if asked else None


def _says_more_than_a_form(text: str) -> bool:
    said = (one for one in phrases.sentences(text) if len(one) > OF_SUBSTANCE)
    return any(not walls.OF_ACCOUNTS.search(one.lower()) for one in said)


def _asks_to_pay(answer: Answer) -> Finding | None:
    for name in (answer.title, answer.heading):
        if _is_short(answer) and walls.asks_who_reads(name):
            return restricted(f"asks who is reading: the page says {_quoted(name)}")
        if walls.says_paywall(name):
            return restricted(f"asks to pay or to join: the page says {_quoted(name)}")
    return None


def _accepted_only(answer: Answer) -> Finding | None:
    """202 with nothing in it is how bot walls say "solve this first"; a page is not made to order."""
    if answer.status == 202 and not answer.body and not answer.truncated:
        return restricted("answered 202 with nothing in it")
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
    trimmed = f"; only without the “{answer.trimmed}” at the end of the address" if answer.trimmed else ""
    onward = f"; the page sends its readers on to {answer.refresh}" if answer.refresh else ""
    return f"answered {answer.status}{nothing}{way}{trimmed}{onward}"


RULES: tuple[Callable[[Answer], Finding | None], ...] = (
    _failed,
    _keeps_robots_out,
    _leads_to_a_gate,
    _status_says,
    _leads_to_error_page,
    _sells_the_domain,
    _leads_to_front_page,
    _says_not_found,
    _says_unwell,
    _asks_to_sign_in,
    _asks_to_pay,
    _is_swept,
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


def _quoted(name: str) -> str:
    words = " ".join(name.split())
    return f"“{words if len(words) <= 80 else words[:79] + '…'}”"
