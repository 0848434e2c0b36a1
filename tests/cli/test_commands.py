"""The commands as programs: one JSON document with the keys of the contract, and the exit status."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.cli.commands import ARGUMENTS, REPOSITORY, environment_with, reviewdue
from tests.loopback import page, serve
from tests.projects import Root, make_project

DAY = ("--today", "2026-11-23")
PAGE = {"title": "Stage 4", "last_reviewed": "2024-06-06", "next_review_due": "2026-06-06", "owner": "breast-team"}


@pytest.fixture
def project(tmp_path: Path) -> Root:
    """One overdue page that cites a book, and one that cannot be read."""
    made = make_project(tmp_path)
    made.write("stage-4.md", **PAGE, references=["book"])
    made.write("broken.md", title="Broken", next_review_due="2026-02-31")
    made.register({"id": "book", "type": "book", "title": "A book", "issued": 2017})
    return made


def test_scan_prints_the_contract(project: Root) -> None:
    ended = reviewdue("scan", "--format", "json", *DAY, cwd=project.path)

    found = ended.document
    assert (ended.status, ended.err) == (0, "")
    assert list(found) == ["today", "counts", "pages", "problems"]
    assert found["today"] == "2026-11-23"
    assert list(found["counts"]) == [
        "pages", "overdue", "due", "current", "undated", "unreadable", "unowned", "never_reviewed", "problems",
    ]  # fmt: skip
    assert [list(one) for one in found["pages"]] == [
        ["id", "path", "title", "owner", "last_reviewed", "next_review_due", "status", "days_left", "flags"]
    ] * 2
    assert [list(one) for one in found["problems"]] == [["path", "line", "code", "message", "hint"]]


def test_an_overdue_page_is_a_result_and_no_failure(project: Root) -> None:
    ended = reviewdue("scan", *DAY, cwd=project.path)

    assert ended.status == 0
    assert "1 overdue" in ended.out
    assert "170 days overdue" in ended.out


def test_another_day_and_another_folder_are_options(project: Root, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    ended = reviewdue("scan", "--root", str(project.path), "--today", "2026-01-01", "--format", "json", cwd=elsewhere)

    assert ended.document["counts"]["overdue"] == 0
    assert list(elsewhere.iterdir()) == []


def test_a_source_that_failed_ends_with_3_and_still_prints_one_document(project: Root) -> None:
    project.configure(sources=[{"name": "pages", "path": "nowhere"}])

    ended = reviewdue("scan", "--format", "json", *DAY, cwd=project.path)

    assert ended.status == 3
    assert ended.document["counts"]["problems"] == 1
    assert ended.err.startswith("reviewdue: pages: ")


def test_a_wrong_key_ends_with_2_and_names_the_line(project: Root) -> None:
    (project.path / "reviewdue.yaml").write_text("policy:\n  laed: 30 days\n")

    ended = reviewdue("scan", cwd=project.path)

    assert (ended.status, ended.out) == (2, "")
    assert "reviewdue.yaml:2" in ended.err
    assert "lead" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scan", "--formt", "json"), "--format"),
        (("scan", "--today", "23.11.2026"), "2026-11-23"),
        (("scan", "--format", "xml"), "table"),
        (("frobnicate",), "frobnicate"),
        (("check", "--reference", "nobody", "--root", "."), "nobody"),
        (("check", "--urls", "none.txt"), "none.txt"),
        (("scan", "--root", "none"), "--root"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_right(project: Root, arguments: tuple[str, ...], said: str) -> None:
    ended = reviewdue(*arguments, cwd=project.path)

    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_a_ledger_that_cannot_be_opened_ends_with_3(project: Root) -> None:
    ended = reviewdue("scan", cwd=project.path, environment={"REVIEWDUE_LEDGER__URL": "sqlite:////proc/none.db"})

    assert (ended.status, ended.out) == (3, "")
    assert ended.err.startswith("reviewdue: the ledger cannot be opened")


CHECK_KEYS = [
    "availability", "currency", "integrity", "confirmed", "http_status", "final_url", "superseded_by", "evidence",
    "elapsed_ms",
]  # fmt: skip


def test_check_prints_the_contract(project: Root) -> None:
    reviewdue("scan", *DAY, cwd=project.path)

    ended = reviewdue("check", "--all", "--format", "json", *DAY, cwd=project.path)

    found = ended.document
    (result,) = found["results"]
    assert (ended.status, ended.err) == (0, "")
    assert list(found) == ["counts", "results"]
    assert list(result) == ["id", *CHECK_KEYS]
    assert all(list(one) == ["checker", "url", "observed", "at"] for one in result["evidence"])


def test_a_plain_list_of_addresses_needs_no_project_and_leaves_no_trace(tmp_path: Path) -> None:
    with serve() as site:
        site.routes["/here"] = page("Here")
        (tmp_path / "list.txt").write_text(f"# ours\n{site.url('/here')}\n{site.url('/gone')}\n")
        ended = reviewdue(
            "check", "--urls", "list.txt", "--format", "json",
            cwd=tmp_path, environment={"REVIEWDUE_CHECKS__ALLOW_NETWORKS": '["127.0.0.0/8"]'},
        )  # fmt: skip

    here, gone = ended.document["results"]
    assert (ended.status, ended.err) == (0, "")
    assert list(here) == ["url", *CHECK_KEYS]
    assert (here["availability"], gone["availability"], gone["confirmed"]) == ("available", "not_found", False)
    assert [file.name for file in tmp_path.iterdir()] == ["list.txt"]


def test_addresses_can_come_from_standard_input(tmp_path: Path) -> None:
    ended = reviewdue("check", "--urls", "-", "--format", "json", cwd=tmp_path, stdin="ftp://example.org/x\n")

    assert [result["url"] for result in ended.document["results"]] == ["ftp://example.org/x"]


def test_a_check_without_a_network_ends_with_3(tmp_path: Path) -> None:
    # A name under .invalid is never found: to the checker the network is down.
    resolver = {"REVIEWDUE_CHECKS__SERVICES__DOI__URL": "https://resolver.invalid"}

    ended = reviewdue("check", "--urls", "-", cwd=tmp_path, stdin="https://nowhere.invalid/\n", environment=resolver)

    assert ended.status == 3
    assert "the network is down" in ended.err


def test_remind_prints_the_contract_and_a_dry_run_writes_nothing(project: Root) -> None:
    reviewdue("scan", *DAY, cwd=project.path)

    dry = reviewdue("remind", "--dry-run", "--format", "json", *DAY, cwd=project.path)
    wet = reviewdue("remind", "--format", "json", *DAY, cwd=project.path)

    found = wet.document
    assert (wet.status, wet.err) == (0, "")
    assert list(found) == ["counts", "messages"]
    assert list(found["counts"]) == ["sent", "failed", "suppressed", "uncertain", "nothing_due", "no_recipient"]
    assert {tuple(one) for one in found["messages"]} == {
        ("key", "recipient", "subject", "pages", "rung", "state", "path")
    }
    assert {one["state"] for one in dry.document["messages"]} == {"suppressed"}
    assert len(list((project.path / "outbox").iterdir())) == found["counts"]["sent"]


def test_publish_says_what_it_wrote(project: Root) -> None:
    reviewdue("scan", *DAY, cwd=project.path)

    ended = reviewdue("publish", "--format", "json", *DAY, cwd=project.path)

    assert (ended.status, ended.err) == (0, "")
    assert list(ended.document) == ["folder", "files", "disagreements"]
    assert (project.path / "site" / "index.html").exists()


def test_import_says_what_it_wrote(project: Root) -> None:
    text = "Bone scans\n\nWhat to expect.\n\nLast reviewed: 6 June 2024\n\nSources\n- A book. Example Press, 2017\n"
    (project.path / "page.txt").write_text(text)

    ended = reviewdue("import", "page.txt", "--format", "json", cwd=project.path)

    assert (ended.status, ended.err) == (0, "")
    assert list(ended.document) == ["written", "page", "references", "new_references", "unread"]
    assert all((project.path / written).exists() for written in ended.document["written"])


def test_a_bibliography_is_imported_and_the_register_exported(project: Root) -> None:
    (project.path / "sources.bib").write_text(
        "@book{ash, title={Lumps}, author={Ash, B.}, year=2019}\n@book{b, year=2018}\n"
    )

    imported = reviewdue("import", "sources.bib", "--format", "json", cwd=project.path)
    exported = reviewdue("export", "ash", "--format", "ris", cwd=project.path)
    unknown = reviewdue("export", "elm", cwd=project.path)

    assert (imported.status, imported.err) == (0, "")
    assert imported.document["bibliography"] == "bibtex"
    assert imported.document["new_references"] == ["ash"]
    assert [one["line"] for one in imported.document["unread"]] == [2]
    assert exported.out.startswith("TY  - BOOK\nID  - ash\nTI  - Lumps\n")
    assert (exported.status, unknown.status) == (0, 2)


def test_serve_answers_links_until_it_is_ended_and_names_none_of_them(project: Root) -> None:
    command = [*ARGUMENTS, "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=project.path, env=environment_with(), stderr=subprocess.PIPE, text=True) as run:
        try:
            told = run.stderr.readline() if run.stderr else ""
            address = re.findall(r"http://127\.0\.0\.1:\d+/", told)[0]
            answer = requests.get(f"{address}act/nonsense", timeout=60)
        finally:
            run.send_signal(signal.SIGINT)
        rest = run.stderr.read() if run.stderr else ""

    assert answer.status_code == 410
    assert "Traceback" not in rest
    assert "nonsense" not in told + rest


def test_serve_says_where_it_is_and_a_port_that_is_taken_is_one_clear_message(project: Root) -> None:
    with serve() as other:
        port = other.base.rpartition(":")[2]
        ended = reviewdue("serve", "--port", port, cwd=project.path)

    assert ended.status == 3
    assert ended.err == f"reviewdue: port {port} cannot be used: Address already in use; name another with --port\n"


def test_a_reader_that_leaves_early_is_no_fault(project: Root) -> None:
    for number in range(400):
        project.write(f"more/{number}.md", title="A page with a title of some length " * 8, last_reviewed="2026-01-01")

    command = f"{sys.executable} -m reviewdue scan --format json --today 2026-11-23 | head -1"
    done = subprocess.run(
        command, shell=True, cwd=project.path, env=environment_with(), capture_output=True, text=True, check=False
    )  # fmt: skip

    assert done.stderr == ""
    assert done.stdout.startswith('{"today"')


COMMANDS = ("run", "scan", "check", "remind", "publish", "serve", "import", "export")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_a_command_does_and_what_every_option_is_for(command: str) -> None:
    ended = reviewdue(command, "--help", cwd=REPOSITORY)

    options = [line for line in ended.out.splitlines() if "--" in line and "Usage" not in line]
    assert ended.status == 0
    assert all(len(line.split()) > 3 for line in options), options


def test_help_lists_every_command_and_the_main_job_first() -> None:
    ended = reviewdue("--help", cwd=REPOSITORY)

    listed = [line.split()[1] for line in ended.out.partition("Commands")[2].splitlines() if line.count(" ") > 3]
    assert ended.out.count("Usage: reviewdue ") == 1
    assert [name for name in listed if name in COMMANDS] == list(COMMANDS)


def test_no_arguments_are_answered_with_the_help() -> None:
    assert "Commands" in reviewdue(cwd=REPOSITORY).out


def test_the_version_is_the_packages() -> None:
    import reviewdue as package

    assert reviewdue("--version", cwd=REPOSITORY).out == f"reviewdue {package.__version__}\n"
