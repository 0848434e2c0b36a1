"""The command line: reads arguments, calls one use case, prints its result. What it needs is loaded when called."""

from reviewdue.cli import authoring as _authoring  # adds its commands to the app
from reviewdue.cli.app import main

__all__ = ["_authoring", "main"]
