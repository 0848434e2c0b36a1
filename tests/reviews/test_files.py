"""A review that is written down in a file, and the form to fill in."""

import json

import pytest

from reviewdue.errors import ConfigurationError
from reviewdue.reviews.circumstances import look_at_page
from reviewdue.reviews.files import read_statement
from reviewdue.reviews.records import Interests, Outcome, Standing, Support
from reviewdue.reviews.showing import form_of
from tests.projects import REVIEWED, Root

WHOLE = """
page: stages
outcome: clinical_change
summary: Doses corrected.
reviewers:
  - {name: Breast team, id: breast-team, standing: internal, interests: none, parts: [clinical]}
  - name: Patient panel
    standing: lay
authors: Editor
sources:
  - {cited: nice-cg81, supports: yes, edition: 2017}
  - {cited: leaflet, supports: no, edition: "1", note: Out of print.}
signed_off_by: Consultant
done_on: 23 November 2026
next_due: 2027-01-01
next_due_why: A trial reports.
started_at: 2026-11-23T09:00:00Z
"""


def test_every_field_of_a_file_is_read() -> None:
    page, statement = read_statement(WHOLE, "review.yaml")

    assert (page, statement.outcome, statement.authors) == ("stages", Outcome.CLINICAL_CHANGE, ("Editor",))
    assert [(one.standing, one.interests, one.parts) for one in statement.reviewers] == [
        (Standing.INTERNAL, Interests.NONE, ("clinical",)),
        (Standing.LAY, Interests.NOTHING_DECLARED, ()),
    ]
    assert [(one.supports, one.edition) for one in statement.sources] == [(Support.YES, "2017"), (Support.NO, "1")]
    assert (str(statement.done_on), str(statement.next_due)) == ("2026-11-23", "2027-01-01")
    assert statement.started_at is not None


def test_json_is_read_as_well_and_true_means_yes() -> None:
    data = {"outcome": "no_change", "reviewers": [{"name": "A"}], "sources": [{"cited": "x", "supports": True}]}

    _, statement = read_statement(json.dumps(data), "review.json")

    assert statement.sources[0].supports is Support.YES


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- a\n", "review.yaml:1: no review"),
        ("outcome: [\n", "review.yaml:2: "),
        ("outcome: nothing\n", "review.yaml:1: “nothing” is no outcome; it is one of no_change, minor_change"),
        ("summary: x\n", "review.yaml:1: outcome is missing"),
        ("outcome: no_change\nsumary: x\n", "review.yaml:2: a review has no “sumary”; did you mean “summary”?"),
        ("outcome: no_change\ndone_on: soon\n", "review.yaml:2: “soon” is no done_on; write a date"),
        ("outcome: no_change\nsources:\n  - cited: a\n", "review.yaml:3: supports is missing; it is one of yes"),
        ("outcome: no_change\nreviewers:\n  - nobody\n", "review.yaml:3: an entry of reviewers has name, id"),
        ("outcome: no_change\nstarted_at: 2026-11-23\n", "review.yaml:2: “2026-11-23” is no started_at"),
        ("outcome: no_change\nsummary: [a, b]\n", "review.yaml:2: summary is one value"),
    ],
)
def test_a_fault_names_its_line(text: str, fault: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_statement(text, "review.yaml")

    assert str(caught.value).startswith(fault)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_statement("outcome: x\nnext_due: y\nwhat: z\n", "f.yaml")

    assert len(str(caught.value).splitlines()) == 3


def test_the_form_names_the_page_s_sources_and_reads_back_once_it_is_filled_in(root: Root) -> None:
    root.register({"id": "cg81", "type": "report", "title": 'Advice: "cancer" # 1', "issued": {"date-parts": [[2017]]}})
    root.write("stages.md", title="Stages: “one” # two", **REVIEWED, references=["cg81", "A leaflet: of 2012"])
    root.scan()

    with root.open() as project:
        page = look_at_page(project, "stages")
        form = form_of(project, page, "breast-team")
    filled = form.replace("outcome:  ", "outcome: no_change ").replace("supports:  ", "supports: yes ")
    named, statement = read_statement(filled, "form.yaml")

    assert named == "stages"
    assert [(one.cited, one.edition) for one in statement.sources] == [("cg81", "2017"), ("A leaflet: of 2012", "")]
    assert (statement.reviewers[0].id, statement.content_hash) == ("breast-team", page.place.content_hash)
    with pytest.raises(ConfigurationError, match="outcome is missing"):
        read_statement(form, "form.yaml")
