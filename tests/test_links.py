"""Links and keys: what is signed for one purpose is worth nothing for another, and old keys are still believed."""

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reviewdue.errors import ConfigurationError, WorkNotDone
from reviewdue.keys import FILE, load_keys
from reviewdue.links import Forged, Link, Purpose, Signer, Ticket
from reviewdue.settings import Settings, parse_settings

OLD, NEW = "old-" + "o" * 40, "new-" + "n" * 40
LINK = Link(task_id="t1", person="0123456789abcdef", until=date(2026, 12, 24))
TICKET = Ticket(task_id="t1", person="0123", shown_at=datetime(2026, 11, 23, 8, tzinfo=UTC), number="n1")


def test_what_was_signed_is_read_again() -> None:
    signer = Signer([NEW])

    assert signer.read_link(signer.sign_link(LINK)) == LINK
    assert signer.read_ticket(Purpose.DEFER, signer.sign_ticket(Purpose.DEFER, TICKET)) == TICKET


def test_a_token_is_for_one_purpose() -> None:
    signer = Signer([NEW])
    signed = signer.sign_ticket(Purpose.ACKNOWLEDGE, TICKET)

    for purpose in set(Purpose) - {Purpose.ACKNOWLEDGE}:
        with pytest.raises(Forged):
            signer.read_ticket(purpose, signed)
    with pytest.raises(Forged):
        signer.read_link(signed)


@pytest.mark.parametrize("token", ["", ".", "a.b", "é.ü", "x" * 5000, "WyJ0MSJd.", "\x00"])
def test_what_nobody_signed_is_forged(token: str) -> None:
    with pytest.raises(Forged):
        Signer([NEW]).read_link(token)


def test_every_character_of_a_token_counts() -> None:
    signer = Signer([NEW])
    signed = signer.sign_link(LINK)

    for at in range(len(signed) - 1):  # the last character of base64 holds bits that nobody reads
        other = signed[:at] + ("A" if signed[at] != "A" else "B") + signed[at + 1 :]
        with pytest.raises(Forged):
            signer.read_link(other)


def test_after_a_rotation_old_links_open_until_the_old_key_is_taken_out() -> None:
    signed = Signer([OLD]).sign_link(LINK)

    assert Signer([OLD, NEW]).read_link(signed) == LINK
    with pytest.raises(Forged):
        Signer([NEW]).read_link(signed)
    with pytest.raises(Forged):
        Signer([OLD]).read_link(Signer([OLD, NEW]).sign_link(LINK))


def test_a_person_is_named_by_what_tells_no_address() -> None:
    named = Signer([OLD]).name("Breast@example.org")

    assert "breast" not in named
    assert Signer([OLD, NEW]).is_named(named, "breast@example.org")
    assert not Signer([OLD, NEW]).is_named(named, "lung@example.org")


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(load_keys(tmp_path, Settings()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len({tuple(keys) for keys in found}) == 1
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / FILE).parent.iterdir()] == ["secret"]


def test_keys_of_the_settings_are_used_and_none_is_written(tmp_path: Path) -> None:
    settings = parse_settings(f"serve: {{secret: '{OLD} {NEW}'}}", "reviewdue.yaml", {})

    assert load_keys(tmp_path, settings) == [OLD, NEW]
    assert not (tmp_path / FILE).exists()
    assert OLD not in repr(settings)


def test_a_key_that_could_be_guessed_is_refused_without_repeating_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="at least 32 characters") as refused:
        parse_settings("serve: {secret: hunter2}", "reviewdue.yaml", {})
    assert "hunter2" not in str(refused.value)

    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text("short\n")
    with pytest.raises(WorkNotDone, match="shorter than 32"):
        load_keys(tmp_path, Settings())


@pytest.mark.parametrize(
    "url", ["reviews.example.org", "ftp://x.org", "https://", "https://x.org/?a=b", "javascript:1"]
)
def test_an_address_that_no_link_can_start_with_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"such as https://reviews\.example\.org"):
        parse_settings(f"serve: {{url: '{url}'}}", "reviewdue.yaml", {})
