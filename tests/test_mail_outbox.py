"""The outbox: whole files or none, and each message once."""

import os
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from reviewdue.errors import ConfigurationError, MailRefused
from reviewdue.mail import DeliveryState, Outbox, Stage, open_transport, probe_transport
from tests.mail_servers import LETTER, NOW, make_message, make_settings


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


def test_a_message_is_written_as_a_file_that_a_mail_program_opens(tmp_path: Path) -> None:
    with open_transport(make_settings("outbox:out/box"), tmp_path) as deliver:
        delivery = deliver(make_message())

    assert delivery.state is DeliveryState.SENT
    assert delivery.path is not None
    assert delivery.path.parent == tmp_path / "out" / "box"
    message = message_from_bytes(delivery.path.read_bytes(), policy=policy.default)
    assert message["Subject"] == LETTER.subject
    assert message["To"] == "breast.team@example.org"


def test_a_file_is_for_its_owner_only_and_has_mail_line_ends(outbox: Outbox) -> None:
    path = outbox.deliver(make_message()).path

    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") > 10


def test_names_sort_by_date_and_name_nobody(outbox: Outbox) -> None:
    later = outbox.deliver(make_message(message_id="<a@example.org>", date=NOW + timedelta(days=30))).path
    sooner = outbox.deliver(make_message(message_id="<b@example.org>", date=NOW)).path

    assert later is not None
    assert sooner is not None
    assert sorted(outbox.folder.iterdir()) == [sooner, later]
    assert sooner.name.startswith("20261123T080000Z-")
    assert "breast" not in sooner.name


def test_the_same_message_is_written_once_whatever_the_day(outbox: Outbox) -> None:
    first = outbox.deliver(make_message())
    again = outbox.deliver(make_message(date=NOW + timedelta(days=1)))

    assert again == first
    assert len(list(outbox.folder.iterdir())) == 1


def test_the_outbox_knows_what_it_holds(outbox: Outbox) -> None:
    assert not outbox.has("<one@example.org>")

    outbox.deliver(make_message())

    assert outbox.has("<one@example.org>")
    assert not outbox.has("<two@example.org>")


def test_an_unused_outbox_leaves_no_folder(tmp_path: Path) -> None:
    with open_transport(make_settings("outbox:outbox"), tmp_path):
        pass

    assert list(tmp_path.iterdir()) == []


def test_half_a_file_of_a_killed_run_is_no_message(outbox: Outbox) -> None:
    outbox.folder.mkdir()
    (outbox.folder / ".half.tmp").write_bytes(b"From: ")

    delivery = outbox.deliver(make_message())

    assert delivery.state is DeliveryState.SENT
    assert list(outbox.folder.glob("*.eml")) == [delivery.path]


def test_a_write_that_fails_is_a_failure_and_leaves_nothing(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    delivery = outbox.deliver(make_message())

    assert (delivery.state, delivery.stage, delivery.permanent) == (DeliveryState.FAILED, Stage.WRITE, False)
    assert delivery.error == "the outbox cannot be written: No space left on device"
    assert list(outbox.folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with (
        open_transport(make_settings("outbox:file/outbox"), tmp_path) as deliver,
        pytest.raises(MailRefused, match="name another folder"),
    ):
        deliver(make_message())


def test_a_probe_of_an_outbox_says_that_nothing_is_sent(tmp_path: Path) -> None:
    assert "sent nowhere" in probe_transport(make_settings("outbox:outbox"), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"url": "mail.example.org"}, "mail.url: "),
        ({"sender": "nobody"}, "mail.sender: "),
        ({"url": "smtp://user@mail.example.org"}, "mail.password: "),
        ({"url": "smtp://mail.example.org", "password": "word"}, "mail.url: "),
        ({"url": "smtps://mail.example.org", "ca_file": "missing.pem"}, "mail.ca_file: "),
    ],
)
def test_wrong_settings_are_named_before_anything_is_sent(changes: dict[str, str], named: str, tmp_path: Path) -> None:
    settings = make_settings(**{"url": "outbox:outbox", **changes})

    with pytest.raises(ConfigurationError) as fault, open_transport(settings, tmp_path):
        pass

    assert str(fault.value).startswith(named)
