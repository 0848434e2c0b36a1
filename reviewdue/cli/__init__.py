"""The command line: reads arguments, calls one use case, prints its result. What it needs is loaded when called."""

from reviewdue.cli import auditing as _auditing  # these add their commands to the app
from reviewdue.cli import authoring as _authoring
from reviewdue.cli import bibliographic as _bibliographic
from reviewdue.cli import bouncing as _bouncing
from reviewdue.cli import describing as _describing
from reviewdue.cli import keeping as _keeping
from reviewdue.cli import persons as _persons
from reviewdue.cli import planning as _planning
from reviewdue.cli import previewing as _previewing
from reviewdue.cli import reviewing as _reviewing
from reviewdue.cli import tasking as _tasking
from reviewdue.cli import tokens as _tokens
from reviewdue.cli.app import main

__all__ = [
    "_auditing",
    "_authoring",
    "_bibliographic",
    "_bouncing",
    "_describing",
    "_keeping",
    "_persons",
    "_planning",
    "_previewing",
    "_reviewing",
    "_tasking",
    "_tokens",
    "main",
]
