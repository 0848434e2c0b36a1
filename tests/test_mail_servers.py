"""Mail through a real server on loopback: encryption, certificates, logins and international addresses."""

import ssl
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import trustme

from reviewdue.errors import MailRefused
from reviewdue.letters import Letter
from reviewdue.mail import Delivery, DeliveryState, open_transport, probe_transport
from tests.mail_servers import LETTER, accept_only, make_message, make_settings, real_server

LOGINS = [("LOGIN", "plain"), ("LOGIN", "p@ss w/ord#?"), ("PLAIN", "p@ss w/ord#?"), ("PLAIN", "£50 – größer")]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return "ca.pem"


def context_for(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


@pytest.fixture
def certified(authority: trustme.CA) -> ssl.SSLContext:
    return context_for(authority, "127.0.0.1", "localhost")


def send_one(url: str, root: Path, **settings: Any) -> Delivery:
    with open_transport(make_settings(url, **settings), root) as deliver:
        return deliver(make_message())


def test_a_message_arrives_as_it_was_built(tmp_path: Path) -> None:
    letter = Letter(subject="Überfällig – “TNM”", text=".dot\n–\n" + "ü" * 2000 + "\n", html="<p>✓</p>\n")

    with (
        real_server() as (letterbox, port),
        open_transport(make_settings(f"smtp://127.0.0.1:{port}"), tmp_path) as deliver,
    ):
        delivery = deliver(make_message(letter, recipient_name="Zoë"))

    assert delivery.state is DeliveryState.SENT
    ((_, sender, recipients, content),) = letterbox.taken
    assert (sender, recipients) == ("reviews@example.org", ["breast.team@example.org"])
    message = message_from_bytes(content, policy=policy.default)
    assert message["Subject"] == letter.subject
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == letter.text


def test_starttls_protects_what_is_sent(certified: ssl.SSLContext, ca_file: str, tmp_path: Path) -> None:
    with real_server(tls_context=certified, require_starttls=True) as (letterbox, port):
        delivery = send_one(f"smtp://localhost:{port}?starttls=required", tmp_path, ca_file=ca_file)

    assert delivery.state is DeliveryState.SENT
    assert letterbox.encrypted == [True]


@pytest.mark.parametrize(("starttls", "encrypted"), [("if_offered", True), ("never", False)])
def test_starttls_is_used_as_asked(
    starttls: str, encrypted: bool, certified: ssl.SSLContext, ca_file: str, tmp_path: Path
) -> None:
    with real_server(tls_context=certified) as (letterbox, port):
        delivery = send_one(f"smtp://localhost:{port}?starttls={starttls}", tmp_path, ca_file=ca_file)

    assert delivery.state is DeliveryState.SENT
    assert letterbox.encrypted == [encrypted]


def test_where_encryption_is_not_offered_it_can_be_done_without(tmp_path: Path) -> None:
    with real_server() as (letterbox, port):
        delivery = send_one(f"smtp://localhost:{port}?starttls=if_offered", tmp_path)

    assert delivery.state is DeliveryState.SENT
    assert letterbox.encrypted == [False]


def test_required_encryption_that_is_not_offered_ends_the_work(tmp_path: Path) -> None:
    with real_server() as (letterbox, port), pytest.raises(MailRefused, match="offers no STARTTLS"):
        send_one(f"smtp://localhost:{port}?starttls=required", tmp_path)

    assert letterbox.taken == []


def test_smtps_is_encrypted_from_the_start(certified: ssl.SSLContext, ca_file: str, tmp_path: Path) -> None:
    with real_server(implicit_tls=certified) as (letterbox, port):
        delivery = send_one(f"smtps://localhost:{port}", tmp_path, ca_file=ca_file)

    assert delivery.state is DeliveryState.SENT
    assert letterbox.encrypted == [True]


@pytest.mark.parametrize("url", ["smtp://localhost:{}?starttls=if_offered", "smtps://localhost:{}"])
def test_a_certificate_that_is_not_trusted_ends_the_work(url: str, certified: ssl.SSLContext, tmp_path: Path) -> None:
    options: dict[str, Any] = {"implicit_tls": certified} if "smtps" in url else {"tls_context": certified}
    with real_server(**options) as (letterbox, port), pytest.raises(MailRefused, match=r"mail\.ca_file"):
        send_one(url.format(port), tmp_path)

    assert letterbox.taken == []


def test_a_certificate_for_another_host_ends_the_work(authority: trustme.CA, ca_file: str, tmp_path: Path) -> None:
    other = context_for(authority, "other.example.org")

    with real_server(implicit_tls=other) as (letterbox, port), pytest.raises(MailRefused, match="host name"):
        send_one(f"smtps://localhost:{port}", tmp_path, ca_file=ca_file)

    assert letterbox.taken == []


def test_smtps_to_a_port_without_encryption_names_the_ports(tmp_path: Path) -> None:
    with real_server() as (_, port), pytest.raises(MailRefused, match="port 465 goes with smtps://"):
        send_one(f"smtps://localhost:{port}", tmp_path)


@pytest.mark.parametrize(("mechanism", "password"), LOGINS)
def test_a_login_works_with_any_password(
    mechanism: str, password: str, certified: ssl.SSLContext, ca_file: str, tmp_path: Path
) -> None:
    with real_server(
        tls_context=certified,
        auth_required=True,
        authenticator=accept_only("me@example.org", password),
        auth_exclude_mechanism={"LOGIN", "PLAIN"} - {mechanism},
    ) as (letterbox, port):
        url = f"smtp://me%40example.org@localhost:{port}?starttls=required"
        delivery = send_one(url, tmp_path, ca_file=ca_file, password=password)

    assert delivery.state is DeliveryState.SENT
    assert letterbox.encrypted == [True]


@pytest.mark.parametrize("password", ["guess", "£guess"])
def test_a_refused_login_ends_the_work_and_tells_nothing(
    password: str, certified: ssl.SSLContext, ca_file: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        real_server(tls_context=certified, authenticator=accept_only("me@example.org", "word")) as (letterbox, port),
        pytest.raises(MailRefused, match="refused the login") as refusal,
    ):
        send_one(
            f"smtp://me%40example.org@localhost:{port}?starttls=required", tmp_path, ca_file=ca_file, password=password
        )

    assert letterbox.taken == []
    assert "check the user" in str(refusal.value)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("reviewdue")]
    assert not any(secret in line for secret in (password, "me@", "breast") for line in [*ours, str(refusal.value)])


def test_a_server_without_logins_says_what_to_change(tmp_path: Path) -> None:
    with (
        real_server(auth_exclude_mechanism={"LOGIN", "PLAIN"}) as (_, port),
        pytest.raises(MailRefused, match="take the user out"),
    ):
        send_one(f"smtp://user:word@127.0.0.1:{port}", tmp_path)


def test_an_international_address_goes_out_where_the_server_knows_them(tmp_path: Path) -> None:
    with (
        real_server(enable_SMTPUTF8=True) as (letterbox, port),
        open_transport(make_settings(f"smtp://127.0.0.1:{port}"), tmp_path) as deliver,
    ):
        first = deliver(make_message(recipient="zoë@bücher.example"))
        second = deliver(make_message())

    assert [first.state, second.state] == [DeliveryState.SENT] * 2
    (options, _, recipients, content), (usual, *_) = letterbox.taken
    assert {"SMTPUTF8", "BODY=8BITMIME"} <= set(options)
    assert "SMTPUTF8" not in usual
    assert recipients == ["zoë@xn--bcher-kva.example"]
    assert "To: zoë@xn--bcher-kva.example\r\n".encode() in content


def test_a_message_too_big_for_the_server_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    with real_server(data_size_limit=100) as (letterbox, port):
        delivery = send_one(f"smtp://127.0.0.1:{port}", tmp_path)

    assert (delivery.state, delivery.permanent) == (DeliveryState.FAILED, True)
    assert letterbox.taken == []


def test_a_probe_logs_in_and_sends_nothing(certified: ssl.SSLContext, ca_file: str, tmp_path: Path) -> None:
    with real_server(tls_context=certified, authenticator=accept_only("me", "word")) as (letterbox, port):
        url = f"smtp://me@localhost:{port}?starttls=required"
        sentence = probe_transport(make_settings(url, ca_file=ca_file, password="word"), tmp_path)
        with pytest.raises(MailRefused, match="refused the login"):
            probe_transport(make_settings(url, ca_file=ca_file, password="guess"), tmp_path)

    assert "takes mail from us" in sentence
    assert letterbox.taken == []
    assert LETTER.subject not in sentence
