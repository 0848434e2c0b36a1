"""The checkers, one file each: what each asks the web about a reference, and what it makes of the answers.

A checker is pure. Asking is done once for all of them, so however many ask for an address it is fetched
once; a new checker is one file here and one line in CHECKERS.
"""

from reviewdue.checkers import address, register
from reviewdue.checkers.checker import Ask, Checker, Looking

CHECKERS: tuple[Checker, ...] = (
    Checker(name="address", asks=address.asks, judge=address.judge),
    Checker(name="register", asks=register.asks, judge=register.judge),
)

__all__ = ["CHECKERS", "Ask", "Checker", "Looking"]
