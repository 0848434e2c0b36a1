"""Mail URLs: what they mean, what they default to, and what is said of a wrong one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.mail import Encryption, MailSettings, OutboxEndpoint, SmtpEndpoint, parse_mail_url


@pytest.mark.parametrize(
    ("url", "folder"), [("outbox:outbox", "outbox"), ("outbox:/var/spool/due", "/var/spool/due"), ("OUTBOX:a b", "a b")]
)
def test_an_outbox_is_a_folder(url: str, folder: str) -> None:
    assert parse_mail_url(url) == OutboxEndpoint(folder=folder)


@pytest.mark.parametrize(
    ("url", "port", "encryption"),
    [
        ("smtp://mail.example.org", 25, Encryption.IF_OFFERED),
        ("smtp://mail.example.org/", 25, Encryption.IF_OFFERED),
        ("smtp://mail.example.org:2525?starttls=never", 2525, Encryption.NEVER),
        ("smtp://mail.example.org?starttls=required", 25, Encryption.REQUIRED),
        ("smtp://user@mail.example.org", 587, Encryption.REQUIRED),
        ("smtp://user@mail.example.org:25", 25, Encryption.REQUIRED),
        ("smtps://mail.example.org", 465, Encryption.IMPLICIT),
        ("SMTPS://user:word@mail.example.org:1465", 1465, Encryption.IMPLICIT),
        ("smtp://localhost:1025", 1025, Encryption.NEVER),
        ("smtp://user:word@127.0.0.9", 587, Encryption.NEVER),
        ("smtp://[::1]:1025?starttls=required", 1025, Encryption.REQUIRED),
    ],
)
def test_a_server_has_a_port_and_an_encryption(url: str, port: int, encryption: Encryption) -> None:
    endpoint = parse_mail_url(url)

    assert isinstance(endpoint, SmtpEndpoint)
    assert (endpoint.port, endpoint.encryption) == (port, encryption)


def test_user_and_password_are_percent_decoded() -> None:
    endpoint = parse_mail_url("smtp://me%40example.org:p%40ss%2F%23%C2%A3@mail.example.org")

    assert isinstance(endpoint, SmtpEndpoint)
    assert (endpoint.user, endpoint.password) == ("me@example.org", "p@ss/#£")
    assert endpoint.host == "mail.example.org"


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("", "smtp://HOST"),
        ("mail.example.org", "smtp://HOST"),
        ("http://mail.example.org", "smtp://HOST"),
        ("smtp:mail.example.org", "smtp://HOST"),
        ("outbox", "outbox:DIR"),
        ("outbox:", "outbox:outbox"),
        ("outbox://outbox", "without //"),
        ("smtp://", "smtp://HOST"),
        ("smtp://user@", "smtp://HOST"),
        ("smtp://mail.example.org:port", "smtp://HOST:587"),
        ("smtp://mail.example.org:99999", "smtp://HOST:587"),
        ("smtp://[::1", "smtp://HOST:587"),
        ("smtp://" + "a" * 70 + ".example.org", "smtp://HOST:587"),
        ("smtp://user:pa/ss@mail.example.org", "%2F"),
        ("smtp://user:pa#ss@mail.example.org", "%2F"),
        ("smtp://mail.example.org/inbox", "%2F"),
        ("smtp://mail.exam ple.org", "%20"),
        ("smtp://mail.example.org\r\nMAIL", "%20"),
        ("smtp://us%0Aer:x@mail.example.org", "take it out"),
        ("smtp://mail.example.org?tls=yes", "starttls=required"),
        ("smtp://mail.example.org?starttls=maybe", "starttls=required"),
        ("smtp://mail.example.org?starttls=never&starttls=required", "starttls=required"),
        ("smtps://mail.example.org?starttls=required", "leave out"),
        ("smtp://user:word@mail.example.org?starttls=never", "starttls=required"),
        ("smtp://user:word@mail.example.org?starttls=if_offered", "starttls=required"),
    ],
)
def test_a_wrong_url_is_told_with_its_remedy(url: str, remedy: str) -> None:
    with pytest.raises(ValueError, match="; ") as refusal:
        parse_mail_url(url)

    assert remedy in str(refusal.value)


@given(st.text(max_size=60), st.sampled_from(["", "smtp://", "smtps://", "outbox:", "smtp://user:secret@"]))
def test_any_text_is_an_endpoint_or_an_explained_fault(text: str, start: str) -> None:
    said = "; "
    try:
        parse_mail_url(start + text)
    except ValueError as fault:
        said = str(fault)

    assert "; " in said
    assert "secret" not in said


def test_secrets_are_not_shown_when_values_are_printed() -> None:
    url = "smtps://user:hunter2@mail.example.org"

    shown = repr(MailSettings(url=url, sender="r@example.org", password="hunter3")) + repr(parse_mail_url(url))

    assert "hunter" not in shown
    assert "user:" not in shown
