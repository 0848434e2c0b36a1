from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from reviewdue.rendering import shipped_templates, slug, template_folders, templates_folder, web_address
from tests.sample_letters import make_reminder
from tests.sample_views import make_environment


def write_template(root: Path, name: str, text: str) -> None:
    file = root / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_a_root_without_templates_uses_the_shipped_ones(tmp_path: Path) -> None:
    assert templates_folder(tmp_path) == shipped_templates()
    assert template_folders(tmp_path) == (shipped_templates(),)


def test_a_root_that_overrides_one_file_keeps_the_others(tmp_path: Path) -> None:
    write_template(tmp_path, "email/reminder/subject.txt", "Ours")
    environment = make_environment(tmp_path)

    assert environment.get_template("email/reminder/subject.txt").render() == "Ours"
    assert environment.get_template("email/reminder/body.txt").filename == str(
        shipped_templates() / "email/reminder/body.txt"
    )


def test_the_checkout_itself_is_searched_once() -> None:
    root = shipped_templates().parent

    assert template_folders(root) == (shipped_templates(),)


def test_a_misspelt_value_is_an_error_and_not_an_empty_space(tmp_path: Path) -> None:
    write_template(tmp_path, "x.html", "{{ letter.titel }}")
    template = make_environment(tmp_path).get_template("x.html")

    with pytest.raises(UndefinedError, match="titel"):
        template.render(letter=make_reminder())


def test_a_template_cannot_reach_the_machine(tmp_path: Path) -> None:
    write_template(tmp_path, "x.txt", "{{ letter.__class__.__init__.__globals__ }}")
    template = make_environment(tmp_path).get_template("x.txt")

    with pytest.raises(SecurityError):
        template.render(letter=make_reminder())


def test_html_is_escaped_and_text_is_not(tmp_path: Path) -> None:
    write_template(tmp_path, "x.html", "{{ title }}")
    write_template(tmp_path, "x.txt", "{{ title }}")
    environment = make_environment(tmp_path)

    assert environment.get_template("x.html").render(title="<b>&") == "&lt;b&gt;&amp;"
    assert environment.get_template("x.txt").render(title="<b>&") == "<b>&"


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    environment = make_environment(tmp_path)

    assert environment.get_template("dashboard/page.html") is environment.get_template("dashboard/page.html")


@pytest.mark.parametrize("plain", ["stage-4", "page_12", "2026"])
def test_a_plain_id_is_its_own_folder_name(plain: str) -> None:
    assert slug(plain) == plain


def test_ids_that_look_alike_get_folders_of_their_own() -> None:
    alike = ["a/b", "a-b", "A-B", "a b", "a.b", "a//b", "ä-b"]

    assert len({slug(each).lower() for each in alike}) == len(alike)


@given(st.text(min_size=1))
def test_a_folder_name_never_leads_out_of_its_folder(identifier: str) -> None:
    name = slug(identifier)

    assert 0 < len(name) <= 80
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize("address", ["https://example.org/a", "HTTP://example.org", " https://example.org "])
def test_an_address_on_the_web_becomes_a_link(address: str) -> None:
    assert web_address(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [None, "", "javascript:alert(1)", "data:text/html,x", "//example.org", "file:///etc/passwd", "https://a b"],
)
def test_any_other_address_does_not(address: str | None) -> None:
    assert web_address(address) is None
