"""Connections that go only where the guard permits and keep one deadline however slowly bytes arrive."""

import socket
import ssl
from collections.abc import Callable
from functools import cache, partial
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError

from reviewdue.web.guard import Guard

# Idle connections are kept to the hosts visited last only. With four to each and 128 at work that stays well below
# the 1,024 open files that a process commonly may have.
POOLS = 128


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


def connect(guard: Guard, host: str, port: int, timeout: float) -> socket.socket:
    """A socket connected to a permitted address of the host.

    Each address gets its share of the time, so that one that swallows packets leaves some for the next.
    Raises OSError from the last attempt, and what the guard raises.
    """
    until = monotonic() + timeout
    addresses = guard.addresses(host, port)
    for ahead in range(len(addresses), 0, -1):
        family, where = addresses[-ahead]
        try:
            return _connect_one(family, where, (time_left(until) or 0) / ahead, until)
        except OSError:
            if ahead == 1:
                raise
    raise OSError(f"{host} has no address")


def _connect_one(family: int, where: tuple[Any, ...], timeout: float, until: float) -> socket.socket:
    sock = DeadlineSocket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(where)
        sock.settimeout(time_left(until))  # the TLS handshake has what connecting left over
    except BaseException:
        sock.close()
        raise
    return sock


class GuardedConnection(HTTPConnection):
    """A plain connection to a permitted address."""

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _open(self, self._guard)


class GuardedTLSConnection(HTTPSConnection):
    """A TLS connection to a permitted address; the certificate is still that of the host name."""

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _open(self, self._guard)


def _open(connection: HTTPConnection, guard: Guard) -> socket.socket:
    try:
        timeout = connection.timeout
        assert isinstance(timeout, int | float), "every request here has a time-out"  # noqa: S101
        # Not `host`: a trailing dot keeps a name from being looked up in the local search domains.
        return connect(guard, connection._dns_host, connection.port, timeout)
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, "the connection was not made in time") from error


class GuardedAdapter(HTTPAdapter):
    """requests' adapter with guarded connections, one TLS context for all of them and no proxies."""

    def __init__(self, guard: Guard, context: ssl.SSLContext, *, per_host: int) -> None:
        self._guard = guard
        self._context = context
        super().__init__(pool_connections=POOLS, pool_maxsize=per_host)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """Like requests', with our connections in the pools."""
        manager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **pool_kwargs)
        # A pool made by calling this gets our connection class with the guard already in it.
        pools: dict[str, Callable[..., HTTPConnectionPool]] = {
            "http": partial(_pool, HTTPConnectionPool, GuardedConnection, self._guard),
            "https": partial(_pool, HTTPSConnectionPool, GuardedTLSConnection, self._guard, ssl_context=self._context),
        }
        manager.pool_classes_by_scheme = pools  # type: ignore[assignment]
        self.poolmanager = manager

    def get_connection_with_tls_context(
        self, request: PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> HTTPConnectionPool:
        """One pool for each host: every request has the same TLS settings, and none has a proxy."""
        parts = urlsplit(request.url or "")
        pool: HTTPConnectionPool = self.poolmanager.connection_from_host(parts.hostname, parts.port, parts.scheme)
        return pool

    def request_url(self, request: PreparedRequest, proxies: Any) -> str:
        """The path, as there is no proxy that would need the whole address."""
        return request.path_url

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: the shared context verifies, and naming a bundle here would load it for every connection."""


def _pool(
    kind: type[HTTPConnectionPool], connection: type[HTTPConnection], guard: Guard, host: str, port: int, **kwargs: Any
) -> HTTPConnectionPool:
    pool = kind(host, port, **kwargs)
    pool.ConnectionCls = partial(connection, guard=guard)  # type: ignore[assignment, call-arg]
    return pool


@cache  # reading the authorities takes longer than a fetch
def tls_context(ca_file: str | None = None) -> ssl.SSLContext:
    """Verifies against the system's authorities, those that requests brings, and the file of one's own."""
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    context.sslsocket_class = DeadlineTLSSocket
    return context
