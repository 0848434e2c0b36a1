"""Tokens of the API from the command line."""

from pathlib import Path

from reviewdue.ledger.passes import passes_of
from reviewdue.passes import Kind, digest_of
from reviewdue.privacy import erase_person
from reviewdue.roles import Scope
from reviewdue.tokens import create_token
from tests.cli.commands import reviewdue
from tests.projects import Root, make_project


def test_a_token_is_made_listed_and_revoked(tmp_path: Path) -> None:
    make_project(tmp_path)
    made = reviewdue("token", "create", "--name", "A feed", "--scope", "read", "--days", "30", cwd=tmp_path)
    listed = reviewdue("token", "list", "--format", "json", cwd=tmp_path).document["tokens"]
    revoked = reviewdue("token", "revoke", listed[0]["id"], cwd=tmp_path)
    after = reviewdue("token", "list", cwd=tmp_path)
    twice = reviewdue("token", "revoke", listed[0]["id"], cwd=tmp_path)

    assert made.status == 0
    assert made.out.startswith("reviewdue_")
    assert listed[0]["id"] in made.err
    assert (listed[0]["name"], listed[0]["scopes"], listed[0]["valid"]) == ("A feed", ["read"], True)
    assert made.out.strip() not in str(listed)
    assert revoked.status == 0
    assert "not valid any more" in after.out
    assert twice.status == 2
    assert "there is no token" in twice.err


def test_a_scope_that_does_not_exist_is_wrong_use(tmp_path: Path) -> None:
    make_project(tmp_path)

    assert reviewdue("token", "create", "--name", "A", "--scope", "everything", cwd=tmp_path).status == 2


def test_what_lets_a_person_in_goes_when_they_are_erased(root: Root) -> None:
    with root.open() as project:
        for holder, by in (("lung-team", "lead"), ("lead", "lung-team")):
            secret, _ = create_token(project, "A", [Scope.READ], days=9, holder=holder, by=by)
        erase_person(project, ["lung-team"], actor="lead")
        with project.ledger.begin() as connection:
            left = passes_of(connection, Kind.TOKEN)

    assert [one.holder for one in left] == ["lead"]
    assert left[0].issued_by.startswith("erased:")
    assert digest_of(secret) != secret
