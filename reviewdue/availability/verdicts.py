"""Which availability an answer stands for, and when it is the network that answers for nobody."""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from reviewdue.availability.answers import Answer, Failure
from reviewdue.availability.finding import Finding
from reviewdue.availability.rules import RULES


def judge(answer: Answer) -> Finding:
    """The verdict on one answer: the first rule that applies."""
    findings = (rule(answer) for rule in RULES)
    return next(finding for finding in findings if finding is not None)


SILENT = frozenset((Failure.DNS, Failure.NO_NETWORK, Failure.PROXY))
# What a host fails with when something on the way keeps it from us; that it refuses is an answer of its own.
ON_THE_WAY = SILENT | {Failure.TIMEOUT, Failure.TLS}
NEVER_ASKED = frozenset((Failure.BAD_ADDRESS, Failure.PRIVATE_NETWORK, Failure.FAULT))
# So many hosts do not fail at once of their own accord.
HOSTS = 5
SHARE = 0.9


def network_is_down(answers: Iterable[Answer]) -> bool:
    """Whether the answers look as they would without a network, or behind a wall around it.

    Either not one came from the network, though some were asked of it; or most of many hosts failed on the way; or
    most of many hosts, of sites of their own, led to one and the same other, as a sign-in to a network makes them.
    """
    asked = [answer for answer in answers if answer.failure not in NEVER_ASKED]
    if not asked:
        return False
    return {answer.failure for answer in asked} <= SILENT or _hosts_failed(asked) or _all_led_to_one(asked)


def _hosts_failed(asked: list[Answer]) -> bool:
    failed = {_host(answer.url) for answer in asked if answer.failure in ON_THE_WAY}
    if len(failed) < HOSTS:
        return False
    heard = {_host(answer.url) for answer in asked if answer.failure not in ON_THE_WAY}
    silent = failed - heard
    return len(silent) >= HOSTS and len(silent) >= SHARE * (len(silent) + len(heard))


def _all_led_to_one(asked: list[Answer]) -> bool:
    elsewhere = [answer for answer in asked if answer.final_url not in ("", answer.url)]
    if len(elsewhere) < SHARE * HOSTS:
        return False
    ways = {(_host(answer.url), _host(answer.final_url)) for answer in elsewhere}
    hosts = {_host(answer.url) for answer in asked}
    led = Counter(end for _, end in ways if end not in hosts)
    return len(hosts) >= HOSTS and max(led.values(), default=0) >= SHARE * len(hosts)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
