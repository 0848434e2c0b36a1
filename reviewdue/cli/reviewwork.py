"""What the review command does: puts a statement together, records it, and says what became of it."""

import getpass
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer

from reviewdue.cli.app import NOT_DONE
from reviewdue.cli.results import print_json
from reviewdue.errors import ActionRefused, ConfigurationError
from reviewdue.ledger import reviews as review_ledger
from reviewdue.pagenames import page_meant
from reviewdue.people import people_of
from reviewdue.projects import Project
from reviewdue.reviews.circumstances import look_at_page
from reviewdue.reviews.files import read_statement
from reviewdue.reviews.recording import record_review, write_again
from reviewdue.reviews.records import (
    Interests,
    Outcome,
    Review,
    Reviewer,
    SourceAnswer,
    Standing,
    Statement,
    Support,
    WritingState,
)
from reviewdue.reviews.showing import form_of, review_as_dict
from reviewdue.wording import day as say_day

ANSWER = re.compile(rf"(?P<cited>.+?)=\s*(?P<supports>{'|'.join(Support)})\s*(?:;(?P<more>.*))?$")
OTHERWISE = ", ".join(one for one in Support if one is not Support.YES)
NOTHING_STATED = "say what came of it: --outcome …, or --file with a form that “--template” prints"


# The options that say something of the review; those of the statement go by its own names.
STATED = (
    "outcome", "summary", "reviewers", "parts", "interests", "sources", "authors", "scope_covered",
    "scope_not_covered", "signed_off_by", "approver", "done_on", "next_due", "next_due_why", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be done; `stated` are the options that say something of the review, by the statement's names."""

    file: Path | None
    template: bool
    history: bool
    write: bool
    by: str | None
    stated: Mapping[str, Any]


def review_and_show(project: Project, page: str, wanted: Wanted, *, as_json: bool) -> None:
    """Do what is wanted, and print it."""
    page_id = page_meant(project, page)
    actor = wanted.by or getpass.getuser()
    if wanted.template:
        typer.echo(form_of(project, look_at_page(project, page_id), wanted.by), nl=False)
    elif wanted.history:
        _show_history(project, page_id, as_json=as_json)
    elif wanted.write:
        _show(write_again(project, page_id, actor=actor), as_json=as_json)
    else:
        statement = _statement(project, page_id, wanted, actor)
        _show(record_review(project, page_id, statement, actor=actor), as_json=as_json)


def _statement(project: Project, page_id: str, wanted: Wanted, actor: str) -> Statement:
    """The review as the file states it, with the options over it."""
    stated = dict(wanted.stated)
    parts, interests = tuple(stated.pop("parts", ())), stated.pop("interests", None)
    base = _from_file(wanted.file, page_id) if wanted.file else None
    if base is None and "outcome" not in stated:
        raise ActionRefused(NOTHING_STATED)
    if "outcome" in stated:
        stated["outcome"] = _one_of(Outcome, stated["outcome"], "--outcome")
    if "reviewers" in stated or base is None:
        people = [_reviewer(project, text) for text in stated.get("reviewers") or [actor]]
        stated["reviewers"] = tuple(_declaring(replace(person, parts=parts), interests) for person in people)
    if "sources" in stated:
        stated["sources"] = tuple(map(_answer, stated["sources"]))
    if "authors" in stated:
        stated["authors"] = tuple(stated["authors"])
    return replace(base, **stated) if base else Statement(**stated)


def _from_file(file: Path, page_id: str) -> Statement:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: cannot be read: {error}") from error
    named, statement = read_statement(text, str(file))
    if named is not None and named != page_id:
        raise ConfigurationError(f"{file}: this is a review of “{named}”, not of “{page_id}”")
    return statement


def _one_of(kind: Any, text: str, option: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise ActionRefused(f"{option}: “{text}” is none of {', '.join(kind)}") from None


def _reviewer(project: Project, text: str) -> Reviewer:
    name, role, organisation, standing = ([part.strip() for part in text.split(";")] + [""] * 3)[:4]
    known = people_of(project.settings.people)
    person = known.by_id.get(name)
    return Reviewer(
        id=name if person else None,
        name=known.name_of(name),
        role=role or (person.role if person else ""),
        organisation=organisation or (project.settings.publisher.name if person else ""),
        standing=_one_of(Standing, standing, "--reviewer") if standing else Standing.INTERNAL,
    )


def _declaring(reviewer: Reviewer, interests: str | None) -> Reviewer:
    if not interests:
        return reviewer
    if interests in (Interests.NONE, Interests.NOTHING_DECLARED):
        return replace(reviewer, interests=Interests(interests))
    return replace(reviewer, interests=Interests.DECLARED, interests_note=interests)


def _answer(text: str) -> SourceAnswer:
    found = ANSWER.match(text)
    if found is None:
        raise ActionRefused(f"--source: “{text}” says nothing of a source; write ID=yes; edition (or {OTHERWISE})")
    edition, note = ([part.strip() for part in (found["more"] or "").split(";", 1)] + [""])[:2]
    return SourceAnswer(cited=found["cited"].strip(), supports=Support(found["supports"]), edition=edition, note=note)


def _show_history(project: Project, page_id: str, *, as_json: bool) -> None:
    with project.ledger.begin() as connection:
        reviews = review_ledger.reviews_of(connection, [page_id]).get(page_id, [])
    if as_json:
        print_json({"page": page_id, "reviews": [review_as_dict(one) for one in reviews]})
        return
    for one in reviews:
        typer.echo(_line(one))
    if not reviews:
        typer.echo(f"No review of {page_id} is recorded.")


def _line(review: Review) -> str:
    whole = "" if review.complete else " (not the whole review)"
    names = ", ".join(one.name for one in review.statement.reviewers)
    return f"{say_day(review.done_on)}: {review.statement.outcome}, by {names}{whole}"


def _show(review: Review, *, as_json: bool) -> None:
    if as_json:
        print_json(review_as_dict(review))
    else:
        for line in _say(review):
            typer.echo(line)
    if review.written and review.written.state is WritingState.FAILED:
        raise typer.Exit(NOT_DONE)


def _say(review: Review) -> list[str]:
    said = [f"Review {review.number} of “{review.title}” is recorded: {review.statement.outcome}."]
    if review.missing_parts:
        said.append(f"Still to be covered: {', '.join(review.missing_parts)}. The dates move when that is done.")
    if review.haste:
        said.append(f"It is marked as {' and '.join(review.haste)}.")
    written = review.written
    if written is not None:
        said += _say_written(review)
    if review.complete and review.next_due:
        said.append(f"Next review: {say_day(review.next_due)}.")
    return said


def _say_written(review: Review) -> list[str]:
    written = review.written
    if written is None:
        return []
    detail = f": {written.detail}" if written.detail else ""
    sentences = {
        WritingState.WRITTEN: f"The dates are written in {written.path}.",
        WritingState.COMMITTED: f"The dates are committed on the branch {written.branch}; merge it to publish them.",
        WritingState.WAITING: "The dates are waiting for publication: the next scan that sees them closes it.",
        WritingState.PAGE_CHANGED: f"The page was edited meanwhile; its dates stay{detail}. Look at it again, please.",
        WritingState.NO_PLACE: f"The dates could not be written into {written.path}{detail}. Write them yourself.",
        WritingState.FAILED: f"The dates could not be written{detail}. Mend that and run “review PAGE --write”.",
    }
    return [sentences[written.state]]
