"""The weekly summary is muted by a button in the mail program or on its page, and by nothing else."""

from email.message import EmailMessage

from tests.live.visitors import Served, served, write_due
from tests.mailings import outbox
from tests.projects import TODAY, Root
from tests.test_summarising import summarise


def address_in(live: Served, message: EmailMessage) -> str:
    header = str(message["List-Unsubscribe"]).strip("<>")
    return live.url + header.removeprefix(str(live.desk.settings.serve.url))


def test_one_click_in_a_mail_program_mutes_the_summary_and_a_button_brings_it_back(root: Root) -> None:
    write_due(root)
    with served(root) as live:
        summarise(root, TODAY)
        (message,) = outbox(root)
        address = address_in(live, message)
        looked = live.get(address)
        live.session.post(address, data="List-Unsubscribe=One-Click", timeout=20)
        muted = summarise(root, TODAY.replace(day=30))
        pressed = live.get(address)
        live.session.post(address, data={"again": "1"}, timeout=20)
        again = summarise(root, TODAY.replace(month=12, day=7))

    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "It is sent to you every Monday" in looked.says
    assert "no weekly summary any more" in pressed.says
    assert (muted.sent, again.sent) == (0, 1)


def test_nobody_mutes_for_somebody_else(root: Root) -> None:
    write_due(root)
    with served(root) as live:
        signer = live.desk.signer
        answers = [
            live.session.post(f"{live.url}/act/mute/{token}", data="List-Unsubscribe=One-Click", timeout=20).status_code
            for token in ("nonsense", signer.sign_mute("breast@example.org"), live.link().rpartition("/")[2])
        ]
        sent = summarise(root, TODAY).sent

    assert answers == [410, 410, 410]
    assert sent == 1


def test_a_reminder_cannot_be_muted(root: Root) -> None:
    from tests.mailings import remind_on

    root.configure(serve={"url": "https://reviews.example.org"})
    write_due(root)
    remind_on(root)

    (message,) = outbox(root)
    assert message["List-Unsubscribe"] is None
