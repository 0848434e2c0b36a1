"""Addresses with known faults and merits, each with the verdict it deserves, and what serves them."""

from benchmarks.checking.labelled.faults import FAULTS
from benchmarks.checking.labelled.gates import GATES
from benchmarks.checking.labelled.living import LIVING
from benchmarks.checking.labelled.missing import MISSING
from benchmarks.checking.labelled.oddities import ODDITIES
from benchmarks.checking.labelled.readable import READABLE
from benchmarks.checking.labelled.sites import SITES
from benchmarks.checking.labelled.walls import WALLS

CASES = (*READABLE, *WALLS, *MISSING, *FAULTS, *SITES, *LIVING, *GATES, *ODDITIES)

__all__ = ["CASES"]
