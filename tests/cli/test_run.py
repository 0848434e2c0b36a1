"""The run command: the main job on an embedded Prefect, however it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reviewdue.cli.embedded import EmbeddedServer, embedded_environment, wait_until_ready
from reviewdue.cli.running import shipped_flows
from reviewdue.errors import WorkNotDone
from tests.cli.commands import ARGUMENTS, Ended, environment_with, reviewdue
from tests.flows.prefects import children_of, is_running, until
from tests.loopback import Reply, Site, serve
from tests.projects import Root, make_project

TODAY = "2026-11-23"
RUN = ("run", "--today", TODAY)
# Written by a hook in every Python process of a run: whom it asked for, and where it connected.
HOOK = """
import os, sys

def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        where = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        with open(os.environ["TRAFFIC"], "a") as file:
            print(where[0] if isinstance(where, tuple) else where, file=file)

sys.addaudithook(hook)
"""
STEPS = [
    "Starting Prefect",
    "Reading the pages",
    "Checking the sources they cite",
    "Writing to the reviewers",
    "Writing the dashboard",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One PREFECT_HOME for all: to create its database takes longest."""
    return str(tmp_path_factory.mktemp("prefect"))


@pytest.fixture
def project(tmp_path: Path) -> Root:
    """A page that is overdue and cites a book with a newer edition, and an address at a server here."""
    made = make_project(tmp_path, checks={"allow_networks": ["127.0.0.0/8"], "timeout": 100})
    made.write(
        "stage-4.md", title="Stage 4", last_reviewed="2024-06-06", next_review_due="2026-06-06", owner="breast-team",
        topics=["breast"], references=["book"],
    )  # fmt: skip
    successor = {"edition": 9, "released": "2025-07-03", "unchanged": ["breast"]}
    made.register(
        {"id": "book", "type": "book", "title": "A book", "edition": 8, "issued": 2017, "superseded_by": [successor]}
    )
    return made


def cite(project: Root, url: str) -> None:
    """A page and a source at an address."""
    project.write("cites.md", title="Cites", next_review_due="2027-01-01", references=["web"])
    project.register({"id": "web", "title": "Web", "URL": url}, file="web.yaml")


@pytest.mark.slow
def test_a_run_prints_one_document_says_what_it_is_at_and_speaks_to_nobody(
    project: Root, home: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    hook = tmp_path_factory.mktemp("hook")
    (hook / "sitecustomize.py").write_text(HOOK)
    watched = {"PREFECT_HOME": home, "TRAFFIC": str(hook / "traffic")}
    paths = os.pathsep.join([str(hook), environment_with()["PYTHONPATH"]])
    with serve() as site:
        site.routes["/x"] = Reply(body=b"<title>Guideline</title>", headers={"content-type": "text/html"})
        cite(project, site.url("/x"))

        ended = reviewdue(*RUN, "--format", "json", cwd=project.path, environment={**watched, "PYTHONPATH": paths})

    tally = ended.document
    assert (ended.status, ended.err.splitlines()) == (0, STEPS)
    assert list(tally) == ["steps", "counts", "overdue", "outbox", "dashboard", "offline", "shortfalls"]
    assert list(tally["steps"]) == ["scan", "check", "remind", "publish"]
    assert tally["counts"]["overdue"] == 1
    assert tally["steps"]["check"]["checked"] == 1
    assert Path(tally["dashboard"]).is_file()
    assert len(list(Path(tally["outbox"]).iterdir())) == tally["steps"]["remind"]["counts"]["sent"]
    assert set((hook / "traffic").read_text().split()) == {"127.0.0.1"}


@pytest.mark.slow
def test_a_run_tells_people_what_is_overdue_and_where_to_look_and_the_next_sends_nothing(
    project: Root, home: str
) -> None:
    offline = {"PREFECT_HOME": home, "REVIEWDUE_CHECKS__SERVICES__DOI__URL": "https://resolver.invalid"}
    cite(project, "https://nowhere.invalid/x")

    first = reviewdue(*RUN, "--allow-offline", cwd=project.path, environment=offline)
    second = reviewdue(*RUN, cwd=project.path, environment=offline)

    assert (first.status, first.err.splitlines()) == (0, STEPS)
    assert "  Stage 4: 170 days overdue, since 6 Jun 2026\n" in first.out
    assert "    cites A book, 8th edition: superseded, 9th edition since 3 July 2025" in first.out
    assert "  dashboard  site/index.html\n  outbox     outbox\n" in first.out
    # Without --allow-offline a machine without a network is a failure, named once.
    assert second.status == 3
    assert second.err.splitlines()[:-1] == STEPS
    assert second.err.splitlines()[-1].startswith("reviewdue: the network is down")
    assert "remind  0 sent, 0 failed" in second.out


@contextmanager
def hanging(project: Root) -> Iterator[Site]:
    """A source that does not answer, so that a run can be caught in the middle of its check."""
    with serve() as site:
        site.routes["/slow"] = Reply(delay=90)
        cite(project, site.url("/slow"))
        yield site


def break_off(project: Root, home: str, number: signal.Signals, at: str) -> tuple[Ended, list[int]]:
    """Start a run, send it a signal once it says what it is at; how it ended, and what it left running."""
    environment = environment_with({"PREFECT_HOME": home})
    with subprocess.Popen(
        [*ARGUMENTS, *RUN], cwd=project.path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        said: list[str] = []
        while not said or at not in said[-1]:
            said.append(run.stderr.readline())
            assert said[-1], said
        family = until(lambda: children_of(run.pid), "the run started no server")
        time.sleep(1)
        run.send_signal(number)
        out, err = run.communicate(timeout=60)
    time.sleep(0 if number is not signal.SIGKILL else 5)
    return Ended(status=run.returncode, out=out, err="".join(said) + err), [pid for pid in family if is_running(pid)]


BROKEN_OFF = "reviewdue: interrupted; what was recorded so far stands, and the next run goes on from there"


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize("at", [STEPS[0], STEPS[2]], ids=["as it starts", "in the middle"])
def test_a_run_that_is_ended_leaves_no_server_and_says_one_line(
    project: Root, home: str, number: signal.Signals, status: int, at: str
) -> None:
    with hanging(project):
        ended, left = break_off(project, home, number, at)

    assert (ended.status, ended.out) == (status, "")
    assert ended.err.splitlines() == [*STEPS[: STEPS.index(at) + 1], BROKEN_OFF]
    assert left == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_run_that_is_killed_leaves_no_server(project: Root, home: str) -> None:
    with hanging(project):
        ended, left = break_off(project, home, signal.SIGKILL, STEPS[0])

    assert (ended.status, left) == (-signal.SIGKILL, [])


def test_a_prefect_home_that_is_no_folder_is_told_with_its_remedy(project: Root, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    ended = reviewdue(*RUN, cwd=project.path, environment={"PREFECT_HOME": str(tmp_path / "file")})

    told = f"reviewdue: {tmp_path}/file cannot be used as Prefect's folder: File exists. Name another with PREFECT_HOME"
    assert (ended.status, ended.out) == (3, "")
    assert ended.err.splitlines() == [STEPS[0], told]


@pytest.mark.slow
def test_a_server_that_cannot_start_ends_the_run_at_once_and_says_why(project: Root, tmp_path: Path) -> None:
    (tmp_path / "home" / "prefect.db").mkdir(parents=True)

    ended = reviewdue(*RUN, cwd=project.path, environment={"PREFECT_HOME": str(tmp_path / "home")})

    assert (ended.status, ended.out) == (3, "")
    assert len(ended.err.splitlines()) == 2
    assert "unable to open database file" in ended.err
    assert str(tmp_path / "home" / "server.log") in ended.err


def test_a_server_that_takes_too_long_ends_the_run(tmp_path: Path) -> None:
    # One that never answers: a real one could be ready before anybody asks it, on a busy machine.
    with socket.socket() as taken, subprocess.Popen(["sleep", "60"]) as silent:
        taken.bind(("127.0.0.1", 0))
        server = EmbeddedServer(process=silent, port=taken.getsockname()[1], log=tmp_path / "server.log")
        try:
            with pytest.raises(WorkNotDone) as refused:
                wait_until_ready(server, 0)
        finally:
            silent.kill()

    assert "did not answer within 0 seconds. Allow it more with PREFECT_SERVER_EPHEMERAL_STARTUP" in str(refused.value)


@pytest.mark.parametrize(
    ("environment", "status"),
    [
        ({"REVIEWDUE_LEDGER__URL": "sqlite:////proc/x.db"}, 3),
        ({"REVIEWDUE_LAEDGER": "x"}, 2),
        ({"REVIEWDUE_MAIL__URL": "smtp://user@mail.example.org"}, 2),
    ],
)
def test_what_is_wrong_with_the_project_is_told_before_a_server_is_started(
    project: Root, environment: dict[str, str], status: int
) -> None:
    ended = reviewdue(*RUN, cwd=project.path, environment=environment)

    assert (ended.status, ended.out) == (status, "")
    assert STEPS[0] not in ended.err
    assert not (project.path / ".reviewdue").exists()


def test_nothing_in_the_environment_leads_an_embedded_run_to_another_server(tmp_path: Path) -> None:
    elsewhere = {
        "PREFECT_API_URL": "http://prefect.example.org/api",
        "PREFECT_API_DATABASE_CONNECTION_URL": "postgresql://db.example.org/prefect",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql://db.example.org/prefect",
        "PREFECT_SERVER_API_AUTH_STRING": "user:password",
        "PREFECT_PROFILE": "production",
    }

    found = embedded_environment({"PATH": "/bin", **elsewhere}, tmp_path)

    assert found["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == f"sqlite+aiosqlite:///{found['PREFECT_HOME']}/prefect.db"
    assert not any("example.org" in value or "password" in value for value in found.values())
    assert "PREFECT_PROFILE" not in found
    assert found["PATH"] == "/bin"


def test_what_the_operator_sets_of_prefect_holds(tmp_path: Path) -> None:
    theirs = {"PREFECT_HOME": "/srv/prefect", "PREFECT_LOGGING_LEVEL": "DEBUG"}

    assert theirs.items() <= embedded_environment(theirs, tmp_path).items()


@pytest.fixture
def wheel_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that finds our dependencies, and reviewdue only as the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    repository = Path(__file__).parents[2]
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-q"]
    subprocess.run([*build, "-w", str(folder), str(repository)], check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "v")], check=True)
    (place,) = (folder / "v" / "lib").glob("python*/site-packages")
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(place)], check=True)
    # What comes first is found first, so an editable install of ours is never the one that runs.
    others = [path for path in sys.path if path.endswith("site-packages")]
    (place / "others.pth").write_text("\n".join(others))
    return folder / "v" / "bin" / "python"


@pytest.mark.slow
def test_an_installed_wheel_runs_in_a_folder_with_nothing_but_pages(
    project: Root, home: str, wheel_python: Path
) -> None:
    environment = environment_with({"PREFECT_HOME": home}) | {"PYTHONPATH": ""}

    done = subprocess.run(
        [wheel_python, "-m", "reviewdue", *RUN, "--format", "json"],
        cwd=project.path, env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr.splitlines()) == (0, STEPS)
    assert json.loads(done.stdout)["steps"]["publish"]["files"] > 10


def test_the_flows_are_found_beside_the_package() -> None:
    assert (shipped_flows() / "govern.py").is_file()
