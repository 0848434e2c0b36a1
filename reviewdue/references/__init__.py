"""Cited sources as values: the CSL item, its names and keys, and what superseded it."""

from reviewdue.references.csl import CslReading, CslUnreadable, from_csl, read_csl
from reviewdue.references.cslwriting import to_csl
from reviewdue.references.flaws import Flaw
from reviewdue.references.identity import cite, contradict, identity_keys, make_id, short_name
from reviewdue.references.reference import OTHERS, Name, Reference, Successor
from reviewdue.references.supersession import Stage, Supersession, supersession

__all__ = [
    "OTHERS",
    "CslReading",
    "CslUnreadable",
    "Flaw",
    "Name",
    "Reference",
    "Stage",
    "Successor",
    "Supersession",
    "cite",
    "contradict",
    "from_csl",
    "identity_keys",
    "make_id",
    "read_csl",
    "short_name",
    "supersession",
    "to_csl",
]
