"""Sockets that keep one deadline however slowly bytes arrive."""

import socket
import ssl
from time import monotonic
from typing import Any


class DeadlineSocket(socket.socket):
    """A socket whose time-out is a deadline: it counts from when it was set, not anew for each read.

    So a server that sends one byte a second, in its headers or its body, cannot hold a request open.
    """

    _until: float | None = None

    def settimeout(self, value: float | None) -> None:
        """Start the deadline that everything received from now on has to meet."""
        self._until = None if value is None else monotonic() + value
        super().settimeout(value)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        super().settimeout(time_left(self._until))
        return super().recv_into(buffer, nbytes, flags)


class DeadlineTLSSocket(ssl.SSLSocket):
    """The same inside TLS."""

    _until: float | None = None

    def settimeout(self, value: float | None) -> None:
        """Start the deadline that everything received from now on has to meet."""
        self._until = None if value is None else monotonic() + value
        super().settimeout(value)

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        super().settimeout(time_left(self._until))
        return super().recv_into(buffer, nbytes, flags)


def time_left(until: float | None) -> float | None:
    """Seconds left until then. Raises TimeoutError when there are none: zero would mean "do not block"."""
    if until is None:
        return None
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return left
