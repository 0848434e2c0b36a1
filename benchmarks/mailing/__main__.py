"""Times the mailing of reminders, rendering included, beside smtplib and prefect-email, into smtp-sink on loopback.

    python -m benchmarks.mailing [--recipients 10000] [--pages 5]

Needs `smtp-sink` (Debian: postfix; the server itself need not run). The letters of the first three lines are the
same. The peers get theirs rendered, and so only build and send them; they send fewer, since a rate is asked for.
The last line is the command as a user runs it, with its ledger: find what is due, claim, render, send, record.
prefect-email is called without Prefect around it (`pip install prefect-email`).
"""

import argparse
import asyncio
import os
import resource
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.mailing.corpus import TODAY, make_letters, write_project
from reviewdue.letters import Letter, ReminderLetter, render_letter
from reviewdue.mail import Envelope, MailSettings, make_message_id, open_transport
from reviewdue.rendering import build_environment
from reviewdue.writing import Desk, Draft

SENDER = "reviews@example.org"
PEERS_SEND = 500


@contextmanager
def smtp_sink() -> Iterator[int]:
    """A server that takes everything and keeps nothing; yields its port."""
    program = shutil.which("smtp-sink", path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        sys.exit("smtp-sink is not installed (Debian: apt-get install postfix)")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen([program, "-u", "nobody", f"127.0.0.1:{port}", "1000"])
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("smtp-sink did not start")


def ours(letters: Iterable[ReminderLetter], port: int) -> None:
    """Render, build and hand over each letter, as the mailroom does."""
    settings = MailSettings(url=f"smtp://127.0.0.1:{port}", sender=SENDER)
    with (
        open_transport(settings, Path()) as deliver,
        closing(Desk(Path(tempfile.gettempdir()), ZoneInfo("Europe/London"))) as desk,
    ):
        for written in desk.write_all(_draft(number, values) for number, values in enumerate(letters)):
            if written.message is None or deliver(written.message).state != "sent":
                sys.exit("a message was not taken")


def _draft(number: int, values: ReminderLetter) -> Draft:
    envelope = Envelope(
        sender=SENDER,
        recipient=f"team-{number}@example.org",
        recipient_name=values.recipient,
        message_id=make_message_id((str(number),), SENDER),
        date=datetime.now(UTC),
    )
    return Draft(template="reminder", values=values, envelope=envelope)


def by_smtplib(letter: Letter, count: int, port: int) -> None:
    """The usual loop: the email package builds it, and each message has a connection of its own."""
    for number in range(count):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = SENDER, f"team-{number}@example.org", letter.subject
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.send_message(message)


def by_prefect_email(letter: Letter, count: int, port: int) -> None:
    """The function of prefect-email's task, without Prefect around it."""
    from prefect_email import EmailServerCredentials, email_send_message  # type: ignore[import-not-found]

    credentials = EmailServerCredentials(smtp_server="127.0.0.1", smtp_port=port, smtp_type="INSECURE")
    for number in range(count):
        sending = email_send_message.fn(
            subject=letter.subject,
            msg=letter.html,
            msg_plain=letter.text,
            email_to=f"team-{number}@example.org",
            email_from=SENDER,
            email_server_credentials=credentials,
        )
        asyncio.run(sending)


def rate(name: str, count: int, work: Callable[[], None]) -> None:
    """Print how many messages a second the work sends, and what memory it took."""
    before, started = _peak(), time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    print(
        f"{name:48} {count / seconds:7,.0f} a second   ({count:,} in {seconds:.1f} s, memory +{_peak() - before} MiB)"
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def the_command(recipients: int, pages: int, port: int) -> None:
    """`reviewdue remind` on a ledger in which everything is due."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_project(root, recipients, pages)
        _run("scan", root, port)
        rehearsed, _ = _run("remind", root, port, "--dry-run", "--now")
        seconds, memory = _run("remind", root, port, "--now")
        again, _ = _run("remind", root, port, "--now")
    name = "reviewdue remind, with its ledger"
    print(f"{name:48} {recipients / seconds:7,.0f} a second   ({recipients:,} in {seconds:.1f} s, peak {memory} MiB)")
    print(f"  the same with --dry-run {rehearsed:.1f} s; a second run, which sends nothing, {again:.1f} s")


def _run(command: str, root: Path, port: int, *options: str) -> tuple[float, int]:
    environment = {**os.environ, "PYTHONPATH": os.getcwd(), "REVIEWDUE_MAIL__URL": f"smtp://127.0.0.1:{port}"}
    arguments = [
        sys.executable,
        "-m",
        "reviewdue",
        command,
        "--root",
        str(root),
        "--today",
        TODAY.isoformat(),
        *options,
    ]
    started = time.perf_counter()
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"reviewdue {command} ended with {status}")
    return time.perf_counter() - started, usage.ru_maxrss // 1024


def main() -> None:
    """Run the contenders in turn."""
    options = _options()
    environment = build_environment(Path(tempfile.gettempdir()), ZoneInfo("Europe/London"))
    letter = render_letter(environment, "reminder", next(make_letters(1, options.pages)))
    print(f"letters of {options.pages} pages: {len(letter.html):,} characters of HTML, {len(letter.text):,} of text")
    with smtp_sink() as port:
        letters = make_letters(options.recipients, options.pages)
        rate("reviewdue: render, build and send", options.recipients, lambda: ours(letters, port))
        count = min(PEERS_SEND, options.recipients)
        rate("smtplib, a connection for each: build and send", count, lambda: by_smtplib(letter, count, port))
        if find_spec("prefect_email"):
            rate("prefect-email: build and send", count, lambda: by_prefect_email(letter, count, port))
        else:
            print("prefect-email is not installed (pip install prefect-email)")
        the_command(options.recipients, options.pages, port)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
