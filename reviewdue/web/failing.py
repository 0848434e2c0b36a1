"""Which failure the exceptions of sockets, TLS, urllib3 and requests stand for."""

import errno
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException

from requests import RequestException
from urllib3.exceptions import HTTPError, ProxyError, ReadTimeoutError
from urllib3.exceptions import TimeoutError as PoolTimeout

from reviewdue.availability import Failure
from reviewdue.web.guard import PrivateNetworkRefused


class BadAddress(Exception):
    """The address cannot be asked; the message says why."""


class TooManyRedirects(Exception):
    """The redirects do not end."""


# What a fetch may raise. Anything else is a fault of ours.
FETCH_ERRORS = (RequestException, HTTPError, OSError, HTTPException, ValueError, BadAddress, TooManyRedirects)

# The first that fits any of the exceptions that led to each other: the particular before the general.
KINDS: tuple[tuple[tuple[type[BaseException], ...], Failure], ...] = (
    ((PrivateNetworkRefused,), Failure.PRIVATE_NETWORK),
    ((ProxyError,), Failure.PROXY),
    ((BadAddress, UnicodeError), Failure.BAD_ADDRESS),
    ((TooManyRedirects,), Failure.TOO_MANY_REDIRECTS),
    ((socket.gaierror,), Failure.DNS),
    ((ssl.SSLError,), Failure.TLS),
    ((TimeoutError, PoolTimeout, ReadTimeoutError), Failure.TIMEOUT),
    ((ConnectionRefusedError,), Failure.REFUSED),
    ((ConnectionResetError, ConnectionAbortedError, BrokenPipeError), Failure.RESET),
)
NO_WAY = frozenset(
    (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL, errno.EPERM)
)
# What this machine lacks says nothing of the source.
OURS = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM))


def failure_of(error: BaseException) -> tuple[Failure, str]:
    """The failure that an exception stands for, and what it said of use to a reader."""
    causes = list(_causes(error))
    for types, failure in KINDS:
        for cause in causes:
            if isinstance(cause, types):
                return failure, _folded(_detail(failure, cause))
    numbers = {cause.errno for cause in causes if isinstance(cause, OSError)}
    if numbers & NO_WAY:
        return Failure.NO_NETWORK, ""
    if numbers & OURS:
        return Failure.FAULT, "this machine has no more files or memory to open a connection with"
    if any(isinstance(cause, ValueError) and not isinstance(cause, HTTPError | RequestException) for cause in causes):
        return Failure.FAULT, "a header to be sent is not valid"  # which one is not told: it may be a key
    return Failure.PROTOCOL, _folded(str(causes[-1]))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that it carries: urllib3 and requests wrap them in arguments and in `reason`."""
    waiting, seen = [error], {id(error)}
    while waiting:
        cause = waiting.pop(0)
        yield cause
        for inner in (*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__):
            if isinstance(inner, BaseException) and id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(inner)


def _detail(failure: Failure, cause: BaseException) -> str:
    match failure:
        case Failure.TLS:
            return str(getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or "")
        case Failure.DNS:
            return str(getattr(cause, "strerror", "") or "")
        case Failure.PROXY:
            return str(getattr(cause, "original_error", "") or "")
        case Failure.PRIVATE_NETWORK | Failure.BAD_ADDRESS | Failure.TOO_MANY_REDIRECTS:
            return str(cause)
        case _:
            return ""


def _folded(text: str) -> str:
    return " ".join(text.split())[:200]
