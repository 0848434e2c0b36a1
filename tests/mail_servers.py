"""Mail servers on loopback for tests: a real one (aiosmtpd), and one that answers by a script and hangs up on cue."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from reviewdue.letters import Letter
from reviewdue.mail import Envelope, MailSettings, Message, build_message

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LETTER = Letter(subject="2 pages need your review", text="Two pages – please.\n", html="<p>Two pages – please.</p>\n")


def make_envelope(**changes: Any) -> Envelope:
    """An envelope; a test names only what it is about."""
    usual = {
        "sender": "Example Health <reviews@example.org>",
        "recipient": "breast.team@example.org",
        "message_id": "<one@example.org>",
        "date": NOW,
    }
    return Envelope(**{**usual, **changes})


def make_message(letter: Letter = LETTER, **changes: Any) -> Message:
    """A message; the same with the same `message_id`."""
    return build_message(letter, make_envelope(**changes))


def make_settings(url: str, **changes: Any) -> MailSettings:
    """Mail settings with little patience."""
    return MailSettings(**{"url": url, "sender": "reviews@example.org", "timeout": 5, **changes})


# --- a server that answers by a script -------------------------------------------------------------------

DROP = "drop"  # close the connection instead of answering
HANG = "hang"  # say nothing until the client is gone
# and "after 0.5 250 ok" takes its time
USUAL = {
    "GREETING": "220 ready",
    "EHLO": "250-here\r\n250 SIZE 1000000",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "BODY": "250 taken",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}
Script = Mapping[str, str | Sequence[str]]


@dataclass
class ScriptedServer:
    """Connection n follows script n, the last one from then on; what a script leaves out is answered as usual.

    A sequence of answers is used up one by one, then the usual ones follow.
    """

    port: int
    scripts: Sequence[Script]
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def converse(self, stream: socket.socket) -> None:
        """Serve one connection to its end."""
        script = self.scripts[min(self.connections, len(self.scripts) - 1)]
        self.connections += 1
        answers = _answers(script)
        with stream, stream.makefile("rb") as lines:
            if not _say(stream, answers("GREETING")):
                return
            for line in lines:
                verb = line.split()[0].decode().upper()
                self.commands.append(line.decode().strip())
                if not self._answer(stream, lines, answers, verb) or verb == "QUIT":
                    return

    def _answer(self, stream: socket.socket, lines: BinaryIO, answers: Callable[[str], str], verb: str) -> bool:
        answer = answers(verb)
        if not _say(stream, answer):
            return False
        if verb != "DATA" or not answer.startswith("354"):
            return True
        body = []
        while (line := lines.readline()) not in {b".\r\n", b""}:
            body.append(line)
        if line:
            self.bodies.append(b"".join(body))
        return bool(line) and _say(stream, answers("BODY"))


def _answers(script: Script) -> Callable[[str], str]:
    queues = {verb: [says] if isinstance(says, str) else list(says) for verb, says in script.items()}
    fixed = {verb for verb, says in script.items() if isinstance(says, str)}

    def answer(verb: str) -> str:
        queue = queues.get(verb)
        if not queue:
            return USUAL.get(verb, "500 what?")
        return queue[0] if verb in fixed else queue.pop(0)

    return answer


def _say(stream: socket.socket, answer: str) -> bool:
    if answer.startswith("after "):
        _, seconds, answer = answer.split(" ", 2)
        time.sleep(float(seconds))
    if answer == HANG:
        stream.recv(1)
    if answer in {DROP, HANG}:
        return False
    stream.sendall(answer.encode() + b"\r\n")
    # A server that says goodbye goes.
    return not answer.startswith("421")


@contextmanager
def scripted_server(*scripts: Script) -> Iterator[ScriptedServer]:
    """A server at a free port, one connection at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = ScriptedServer(port=listener.getsockname()[1], scripts=scripts or ({},))
        thread = threading.Thread(target=_accept, args=(listener, server), daemon=True)
        thread.start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _accept(listener: socket.socket, server: ScriptedServer) -> None:
    while True:
        try:
            stream, _ = listener.accept()
        except OSError:
            return
        try:
            server.converse(stream)
        except OSError:
            continue  # a client that leaves early is part of the tests


# --- a real server ---------------------------------------------------------------------------------------


@dataclass
class Letterbox:
    """What a real server took: (mail options, sender, recipients, content).

    It takes its time over each: half of `delay` seconds before it has a message for good, half before it says so.
    """

    delay: float = 0.0
    taken: list[tuple[list[str], str, list[str], bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """aiosmtpd's hook: take everything."""
        await asyncio.sleep(self.delay / 2)
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        self.taken.append((envelope.mail_options, envelope.mail_from, envelope.rcpt_tos, envelope.content))
        await asyncio.sleep(self.delay / 2)
        return "250 taken"


def accept_only(user: str, password: str) -> Callable[..., AuthResult]:
    """An authenticator for one account."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        known = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=known, handled=False)

    return check


@contextmanager
def real_server(
    *, implicit_tls: ssl.SSLContext | None = None, delay: float = 0.0, **options: Any
) -> Iterator[tuple[Letterbox, int]]:
    """An aiosmtpd server; yields what it takes and its port. `options` are those of aiosmtpd's SMTP."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    letterbox = Letterbox(delay=delay)
    controller = Controller(
        letterbox, hostname="127.0.0.1", port=port, ssl_context=implicit_tls, server_hostname="localhost", **options
    )
    controller.start()
    try:
        yield letterbox, port
    finally:
        controller.stop()
