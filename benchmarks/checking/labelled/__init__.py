"""Addresses with known faults and merits, each with the verdict it deserves, and what serves them."""

from benchmarks.checking.labelled.faults import FAULTS
from benchmarks.checking.labelled.missing import MISSING
from benchmarks.checking.labelled.readable import READABLE
from benchmarks.checking.labelled.walls import WALLS

CASES = (*READABLE, *WALLS, *MISSING, *FAULTS)

__all__ = ["CASES"]
