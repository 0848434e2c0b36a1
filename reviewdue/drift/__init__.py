"""Whether the text of a watched source changed, and how: pure; what was kept of it is in the ledger."""

from reviewdue.drift.differences import Difference, Line, Piece, difference
from reviewdue.drift.matter import Matter, matter_of

__all__ = ["Difference", "Line", "Matter", "Piece", "difference", "matter_of"]
