"""The review command: a finished review is recorded from options or a file, and its dates go back to the page."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from reviewdue.cli.app import Format, Output, Root, Today, app, read_day

Text = str | None
Texts = list[str] | None


def _option(name: str, help: str, metavar: str | None = None, **more: Any) -> Any:
    return typer.Option(name, help=help, metavar=metavar, **more)


File = Annotated[Path | None, _option("--file", "The review, filled in; - reads standard input.", "FILE")]
Template = Annotated[bool, _option("--template", "Print a form to fill in, and record nothing.")]
History = Annotated[bool, _option("--history", "Show the reviews of the page, and record nothing.")]
Write = Annotated[bool, _option("--write", "Try again to write the dates of its last review.")]
Outcome = Annotated[Text, _option("--outcome", "no_change, minor_change, clinical_change, withdraw.")]
Summary = Annotated[Text, _option("--summary", "What changed.", "TEXT")]
Reviewer = Annotated[Texts, _option("--reviewer", "Id, or “Name; role; organisation; standing”; repeatable.", "PERSON")]
Part = Annotated[Texts, _option("--part", "The part of the review that is covered; repeatable.")]
Interests = Annotated[Text, _option("--interests", "none, nothing_declared, or what was declared.")]
Source = Annotated[
    Texts, _option("--source", "“ID=yes; edition; note”: yes, partly, no, not_seen; repeatable.", "ANSWER")
]
Author = Annotated[Texts, _option("--author", "Who changed the text; repeatable.", "PERSON")]
Scope = Annotated[Text, _option("--scope", "What was looked at; default: all.", "TEXT")]
NotCovered = Annotated[Text, _option("--not-covered", "What was not.", "TEXT")]
SignedOff = Annotated[Text, _option("--signed-off-by", "Clinical sign-off.", "PERSON")]
Approver = Annotated[Text, _option("--approver", "Who approves a late next date.", "PERSON")]
DoneOn = Annotated[datetime | None, _option("--done-on", "Default: today.", "DATE", parser=read_day)]
NextDue = Annotated[datetime | None, _option("--next-due", "Default: by the policy.", "DATE", parser=read_day)]
NextWhy = Annotated[Text, _option("--next-why", "Why on another day than usual.", "TEXT")]
Reason = Annotated[Text, _option("--reason", "Why, where nothing asked for it.", "TEXT")]
By = Annotated[Text, _option("--by", "In whose name; default: whoever is logged in.", "PERSON")]


@app.command()
def review(
    page: Annotated[str, typer.Argument(metavar="PAGE", help="The page: its id, its file or its address.")],
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    file: File = None,
    template: Template = False,
    history: History = False,
    write: Write = False,
    outcome: Outcome = None,
    summary: Summary = None,
    reviewers: Reviewer = None,
    parts: Part = None,
    interests: Interests = None,
    sources: Source = None,
    authors: Author = None,
    scope_covered: Scope = None,
    scope_not_covered: NotCovered = None,
    signed_off_by: SignedOff = None,
    approver: Approver = None,
    done_on: DoneOn = None,
    next_due: NextDue = None,
    next_due_why: NextWhy = None,
    reason: Reason = None,
    by: By = None,
) -> None:
    """Record a finished review of a page and write its dates back."""
    given = locals()
    from reviewdue.cli import reviewwork
    from reviewdue.projects import open_project

    stated = {name: given[name] for name in reviewwork.STATED if given[name]}
    wanted = reviewwork.Wanted(file=file, template=template, history=history, write=write, by=by, stated=stated)
    with open_project(root, today) as project:
        reviewwork.review_and_show(project, page, wanted, as_json=output is Format.JSON)
