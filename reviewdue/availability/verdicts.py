"""Which availability an answer stands for, and when it is the network that answers for nobody."""

from collections.abc import Iterable

from reviewdue.availability.answers import Answer, Failure
from reviewdue.availability.finding import Finding
from reviewdue.availability.rules import RULES


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
