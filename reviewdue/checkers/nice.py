"""The NICE checker: what its index and its feed of products say of a piece of guidance. Needs a key or the feed."""

from collections.abc import Iterator
from datetime import date

from reviewdue.checkers.checker import Looking
from reviewdue.checkers.identities import nice_code_of
from reviewdue.checkers.saying import superseded, unheard
from reviewdue.references import Reference
from reviewdue.services import Answers, Ask, State, Told
from reviewdue.services.nice import INDEX, PRODUCT, Listed, Product, page_of
from reviewdue.verdicts import Axis, Currency, Observation
from reviewdue.wording import day

NAME = "nice"
IS_OUT = {"Published"}
# So many others of its kind are in the index, so that it would be there were it current.
SIBLINGS = 5


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """The index and the product."""
    if code := nice_code_of(reference):
        yield Ask(code, INDEX.name)
        yield Ask(code, PRODUCT.name)


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """What became of it, by the product's status; else whether it is in the index of what is current."""
    code = nice_code_of(reference) or ""
    product, listed = answers.get((PRODUCT.name, code)), answers.get((INDEX.name, code))
    for told in filter(None, (product, listed)):
        if told.state is State.SILENT:
            yield unheard(NAME, told, Axis.CURRENCY)
    if product is not None and product.state is State.KNOWN:
        yield _judge_product(product, product.data)
    elif listed is not None and listed.state is State.KNOWN:
        yield _judge_listed(listed, listed.data)


def _judge_product(told: Told, product: Product) -> Observation:
    if product.status in IS_OUT:
        if product.partly:
            said = f"NICE has it as published, and replaced in part by {_named(product.partly)}."
            return _observe(Currency.UPDATED, said, told)
        changed = f", last changed on {day(product.changed_on)}" if product.changed_on else ""
        return _observe(Currency.CURRENT, f"NICE has it as published{changed}.", told, changed_on=product.changed_on)
    notes = f" {product.notes.strip()}" if product.notes.strip() else ""
    if product.successors:
        code, title = product.successors[0]
        said = f"NICE has it as {product.status.lower()}, replaced by {_named(product.successors)}.{notes}"
        return superseded(NAME, said, told.url, title=f"{title} (NICE {code})", where=page_of(code))
    return _observe(Currency.WITHDRAWN, f"NICE has it as {_status(product.status)}.{notes}", told)


def _named(products: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{title} ({code})" if title else code for code, title in products)


def _status(status: str) -> str:
    return "temporarily withdrawn" if status == "TemporarilyWithdrawn" else status.lower()


def _judge_listed(told: Told, listed: Listed) -> Observation:
    if listed.is_current:
        return _observe(Currency.CURRENT, "NICE lists it among its current guidance.", told)
    if listed.siblings < SIBLINGS:
        return _observe(Currency.UNKNOWN, "NICE's index of current guidance does not hold its kind.", told)
    said = f"It is not among NICE's current guidance, which lists {listed.siblings} others of its kind."
    return _observe(Currency.WITHDRAWN, said, told, inferred=True)


def _observe(
    value: Currency, observed: str, told: Told, *, inferred: bool = False, changed_on: date | None = None
) -> Observation:
    return Observation(
        axis=Axis.CURRENCY,
        value=value,
        checker=NAME,
        observed=observed,
        url=told.url,
        inferred=inferred,
        changed_on=changed_on,
    )
