"""Messages: what is in them, and what a title, a name or an address cannot do to them."""

import re
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewdue.letters import Letter
from reviewdue.mail import Message, make_message_id, parse_mailbox
from reviewdue.wording import single_line
from tests.mail_servers import LETTER, NOW, make_message

HEADERS = {
    "From", "To", "Date", "Message-ID", "Subject", "Auto-Submitted", "X-Auto-Response-Suppress",
    "MIME-Version", "Content-Type",
}  # fmt: skip


def read_back(message: Message) -> EmailMessage:
    """The message as a mail program would read it."""
    return message_from_bytes(message.content, policy=policy.default)


def body_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def name_in(message: Message) -> str:
    """The display name in To, read as RFC 2047 has it (the parser of email.policy.default adds spaces)."""
    phrase = str(message_from_bytes(message.content)["To"]).rpartition("<")[0].strip()
    name = str(make_header(decode_header(phrase))) if "=?" in phrase else phrase
    return re.sub(r"\\(.)", r"\1", name[1:-1]) if phrase.startswith('"') else name


def lettered(subject: str) -> Letter:
    return Letter(subject=subject, text="Text.\n", html="<p>Text.</p>")


def test_a_message_carries_both_texts_and_every_header_once() -> None:
    message = read_back(make_message())

    assert sorted(message.keys()) == sorted(HEADERS)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert body_of(message, "plain") == LETTER.text
    assert body_of(message, "html") == LETTER.html


def test_a_message_says_when_it_was_made_and_that_a_program_made_it() -> None:
    message = read_back(make_message())

    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<one@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "OOF" in message["X-Auto-Response-Suppress"]


def test_a_message_answers_the_earlier_ones_about_the_same() -> None:
    earlier = tuple(f"<{number}@example.org>" for number in range(12))

    message = read_back(make_message(replace(LETTER, answers=earlier)))

    assert message["In-Reply-To"] == "<11@example.org>"
    assert str(message["References"]).split() == list(earlier[2:])


def test_the_same_values_make_the_same_bytes() -> None:
    assert make_message().content == make_message().content


def test_a_message_is_seven_bit_with_short_lines_and_no_bare_line_ends() -> None:
    long = Letter(subject="é" * 400, text="è" * 5000 + "\r.\rlone\n.dot\n", html="<p>" + "x" * 5000 + "</p>")

    content = make_message(long, recipient_name="Équipe " * 60).content

    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_names_of_other_scripts_arrive_as_they_are() -> None:
    message = read_back(make_message(sender="Santé – équipe <reviews@example.org>", recipient_name="Zoë, 乳腺"))

    assert message["From"].addresses[0].display_name == "Santé – équipe"
    assert message["To"].addresses[0].display_name == "Zoë, 乳腺"


@pytest.mark.parametrize(
    "title",
    [
        "Breast cancer\r\nBcc: everyone@example.org",
        "Breast cancer\nBcc: everyone@example.org\n\nanother body",
        "=?utf-8?q?x=0d=0aBcc:_everyone@example.org?=",
        "=?utf-8?b?DQpCY2M6IGV2ZXJ5b25lQGV4YW1wbGUub3Jn?=",
        "Breast\x0bcancer\x85Bcc: everyone@example.org\u2028Bcc: x",
        "Breast cancer\x00",
    ],
)
def test_a_title_cannot_add_a_header(title: str) -> None:
    message = read_back(make_message(lettered(title), recipient_name=title, sender="reviews@example.org"))

    assert set(message.keys()) == HEADERS
    assert message["Subject"] == single_line(title)
    assert [address.addr_spec for address in message["To"].addresses] == ["breast.team@example.org"]
    assert body_of(message, "plain") == "Text.\n"


@given(st.text(max_size=300))
@example("overdue – it’s “late” " * 8)
@example("=?utf-8?q?hi?= there")
@example("a" * 3000)
@example("half a character \ud800")
@settings(max_examples=150, deadline=None)
def test_any_subject_arrives_as_one_line_of_the_same_words(subject: str) -> None:
    content = make_message(lettered(subject)).content

    expected = single_line(subject.encode("utf-8", "replace").decode())
    message = message_from_bytes(content, policy=policy.default)
    assert message["Subject"] == expected
    assert set(message.keys()) == HEADERS
    assert max(map(len, content.split(b"\r\n"))) <= 78


@given(st.text(max_size=120))
@example('Team "A", <b@example.org> (c); d')
@example("Ж @ TNM naïve – 漢字 TNM @ @ “q” 😀 a,b")
@example("=?utf-8?q?x?= <evil@example.org>")
@settings(max_examples=150, deadline=None)
def test_any_name_leaves_the_address_alone(name: str) -> None:
    message = make_message(recipient_name=name)

    (address,) = read_back(message)["To"].addresses
    assert address.addr_spec == "breast.team@example.org"
    assert name_in(message) == single_line(name.encode("utf-8", "replace").decode())


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_arrives_but_for_its_line_ends(text: str) -> None:
    message = read_back(make_message(Letter(subject="s", text=text, html=text)))

    sound = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    assert body_of(message, "plain").rstrip("\n") == sound.rstrip("\n")
    assert body_of(message, "html").rstrip("\n") == sound.rstrip("\n")


@pytest.mark.parametrize(
    "address",
    [
        "", "nobody", "@example.net", "a@", "a b@example.org", "a@b@example.org", "a@example.org\r\nBcc: b@example.org",
        "a@example.org> NOTIFY=NEVER", "a@exa mple.org", "a@-example.org", "a..b@example.org", "a@example..org",
        "a@example.org, b@example.org", "Team <a@example.org>, b@example.org", "a\x00@example.org", "a" * 65 + "@x.org",
        "a@" + "b" * 300 + ".org", "a@xn--\u0000.org", "\ud800@example.org", "a@\ud800.org", "a@☃︎..org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ValueError) as refusal:
        make_message(recipient=address)

    assert "address" in str(refusal.value)
    assert not address or address not in str(refusal.value)


def test_an_international_domain_is_written_as_servers_know_it() -> None:
    assert parse_mailbox("reviews@bücher.example").address == "reviews@xn--bcher-kva.example"
    assert make_message(recipient="reviews@straße.example").content.isascii()


def test_an_international_address_stays_readable() -> None:
    message = make_message(recipient="zoë@example.org")

    as_unicode = message_from_string(message.content.decode(), policy=policy.default)
    assert as_unicode["To"].addresses[0].addr_spec == "zoë@example.org"


def test_a_date_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        make_message(date=datetime(2026, 11, 23))  # noqa: DTZ001 - this is the point


@pytest.mark.parametrize("wrong", ["one@example.org", "<one>", "<o ne@example.org>", "<é@example.org>", "<a@b>\r\n"])
def test_a_wrong_message_id_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        make_message(message_id=wrong)


def test_a_message_id_follows_from_its_key_and_names_nobody() -> None:
    key = ("page-1", "2026-06-06", "-7", "breast.team@example.org")

    message_id = make_message_id(key, "Example <reviews@example.org>")

    assert message_id == make_message_id(key, "reviews@example.org")
    assert message_id != make_message_id(("page-1", *key), "reviews@example.org")
    assert "breast" not in message_id
    assert read_back(make_message(message_id=message_id))["Message-ID"] == message_id


def test_a_key_is_not_the_same_as_its_parts_run_together() -> None:
    assert make_message_id(("ab", "c"), "r@example.org") != make_message_id(("a", "bc"), "r@example.org")
