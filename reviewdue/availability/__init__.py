"""What an answer from the web says of a source's availability: pure, without a socket or a clock."""

from reviewdue.availability.answers import Address, Answer, Failure, Hop
from reviewdue.availability.crowds import compare
from reviewdue.availability.finding import Availability, Finding
from reviewdue.availability.verdicts import judge, network_is_down

__all__ = ["Address", "Answer", "Availability", "Failure", "Finding", "Hop", "compare", "judge", "network_is_down"]
