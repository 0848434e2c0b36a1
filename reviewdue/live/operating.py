"""What looks after the program asks: is it alive, is it ready, and figures for Prometheus that name nobody."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from reviewdue.errors import ReviewdueError
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.opening import is_up_to_date
from reviewdue.live.acting import Here
from reviewdue.live.api.tokens import Caller, Given, caller_of
from reviewdue.live.desk import Desk
from reviewdue.roles import Scope
from reviewdue.views import Overview

router = APIRouter()


@router.api_route("/healthz", methods=["GET", "HEAD"])
def alive(desk: Here) -> Response:
    """Whether the ledger can be reached."""
    try:
        with desk.ledger.begin() as connection:
            connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError as error:
        return JSONResponse({"status": "no ledger", "detail": type(error).__name__}, status_code=503)
    return JSONResponse({"status": "ok"})


@router.api_route("/readyz", methods=["GET", "HEAD"])
def ready(desk: Here) -> Response:
    """Whether it can do its work: the ledger is of this version, and a screen can be made."""
    try:
        with desk.ledger.begin() as connection:
            if not is_up_to_date(connection):
                return JSONResponse({"status": "the ledger is of another version"}, status_code=503)
        with desk.look() as view:
            _ = view.overview
    except (SQLAlchemyError, ReviewdueError) as error:
        return JSONResponse({"status": "not ready", "detail": type(error).__name__}, status_code=503)
    return JSONResponse({"status": "ready"})


@router.get("/robots.txt")
def robots() -> Response:
    """Nothing here is for search engines."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


def may_measure(request: Request, desk: Here, given: Given) -> Caller:
    """A token with the scope `metrics`, or this machine where nobody signs in."""
    return caller_of(request, desk, given, Scope.METRICS, here=True)


@router.get("/metrics")
def metrics(desk: Here, caller: Annotated[Caller, Depends(may_measure)]) -> Response:
    """The figures of the first screen, as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(Figures(desk))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class Figures(Collector):
    """The figures of this moment."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every family of figures."""
        with self.desk.look() as view:
            overview = view.overview
            states = task_ledger.count_by_state(view.connection)
        yield from _pages(overview)
        yield from _sources(overview)
        yield _labelled("reviewdue_tasks", "Review tasks by state.", "state", states)
        yield from _steps(overview)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing before it is asked for."""
        return iter(())


def _pages(overview: Overview) -> Iterator[GaugeMetricFamily]:
    statuses = {name: getattr(overview.pages, name) for name in ("overdue", "due", "current", "undated", "unreadable")}
    yield _labelled("reviewdue_pages", "Pages by review status; they add up to all pages.", "status", statuses)
    yield _labelled("reviewdue_page_flags", "Pages by flag; one may have several.", "flag", overview.flags)
    yield GaugeMetricFamily("reviewdue_problems", "What could not be read.", value=overview.problem_count)


def _sources(overview: Overview) -> Iterator[GaugeMetricFamily]:
    family = GaugeMetricFamily("reviewdue_sources", "Sources by each axis of answers.", labels=["axis", "answer"])
    for axis in ("availability", "currency", "integrity"):
        for answer, count in getattr(overview.sources, axis).items():
            family.add_metric([axis, str(answer)], count)
    yield family
    needing = overview.sources.needs_look
    yield GaugeMetricFamily("reviewdue_sources_needing_look", "Sources that a person should look at.", value=needing)


def _steps(overview: Overview) -> Iterator[GaugeMetricFamily]:
    ran = {step.name: step.at.timestamp() for step in overview.steps if step.at is not None}
    done = {step.name: int(step.outcome == "done") for step in overview.steps}
    yield _labelled("reviewdue_step_last_run_timestamp_seconds", "When a step last ran.", "step", ran)
    yield _labelled("reviewdue_step_last_run_succeeded", "Whether its last run did all of its work.", "step", done)


def _labelled(name: str, means: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, means, labels=[label])
    for value, count in values.items():
        family.add_metric([str(value)], count)
    return family
