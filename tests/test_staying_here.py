"""No test reaches beyond this machine: the guard that conftest.py puts up for the whole suite."""

import socket
from pathlib import Path

import pytest

from tests.loopback import serve


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "8.8.8.8"])
def test_a_connection_to_anywhere_else_is_an_error(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as outward, pytest.raises(RuntimeError, match=f"a test connects to {address}"):
        outward.connect((address, 80))


def test_a_name_that_is_not_of_this_machine_is_unknown() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("www.example.org", 443)


def test_loopback_and_local_sockets_are_free(tmp_path: Path) -> None:
    with serve() as site:
        socket.create_connection(("localhost", int(site.base.rpartition(":")[2]))).close()
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as connecting:
        listening.bind(str(tmp_path / "socket"))
        listening.listen()
        connecting.connect(str(tmp_path / "socket"))
