"""Asking the services: many identifiers in one request, each service at its own pace, and an outage is an answer."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from reviewdue.availability import Address, Answer, Failure, judge
from reviewdue.services.pacing import Pace
from reviewdue.services.service import Access, Ask, Service, Told, Unreadable, silent

# What a service that cannot take so many at once, or one of them, answers; then fewer are asked at a time.
TOO_MUCH = frozenset((400, 404, 405, 413, 414, 422))
# After so many failures in a row nothing more is asked of a service in this run.
FAILURES = 3
REFUSED = frozenset((401, 403, 429))
NOT_THERE = frozenset((Failure.DNS, Failure.NO_NETWORK, Failure.REFUSED, Failure.TLS))
AT_ONCE = 8


@dataclass(slots=True, kw_only=True)
class _Line:
    """One service while it is asked; `out` is why nothing more is asked of it."""

    service: Service
    access: Access
    pace: Pace
    pool: ThreadPoolExecutor
    failures: int = 0
    out: str | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    whole: Answer | None = None


class Inquirer:
    """Asks services over one fetcher, from a few threads of each service. Close it when the run is over.

    `look_up` has the services whose answers are kept and not asked for.
    """

    def __init__(
        self,
        services: Mapping[str, Service],
        access: Mapping[str, Access],
        fetch: Callable[[Address], Answer],
        paces: Mapping[str, Pace],
        look_up: Mapping[str, Callable[[Sequence[str]], list[Told]]] | None = None,
    ) -> None:
        self._fetch = fetch
        self._look_up = look_up or {}
        self._lines = {
            name: _Line(
                service=service,
                access=access[name],
                pace=paces[name],
                pool=ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"ask-{name}"),
            )
            for name, service in services.items()
            if name in access
        }

    def begin(self, asks: Sequence[Ask]) -> list[Future[list[Told]]]:
        """Begin to ask; each future holds what some of the asks were told. Nothing is raised but faults of ours."""
        by_service: dict[str, list[str]] = {}
        for ask in asks:
            by_service.setdefault(ask.service, []).append(ask.about)
        return [
            self._lines[name].pool.submit(self._ask, self._lines[name], chunk)
            for name, abouts in by_service.items()
            for chunk in chunks(abouts, self._lines[name].service)
        ]

    def close(self) -> None:
        """Ask nothing more."""
        for line in self._lines.values():
            line.pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, line: _Line, abouts: Sequence[str]) -> list[Told]:
        if line.service.name in self._look_up:
            return self._look_up[line.service.name](abouts)
        if line.out is not None:
            return [silent(line.service.name, about, line.out) for about in abouts]
        answer = self._answer(line, abouts)
        if len(abouts) > 1 and (answer.status in TOO_MUCH or answer.truncated):
            half = len(abouts) // 2
            return self._ask(line, abouts[:half]) + self._ask(line, abouts[half:])
        told, fault = read_answer(line.service, abouts, answer, line.access)
        self._count(line, answer, fault)
        return told

    def _answer(self, line: _Line, abouts: Sequence[str]) -> Answer:
        if not line.service.once:
            return self._fetch_in_turn(line, abouts)
        with line.lock:
            if line.whole is None:
                line.whole = self._fetch_in_turn(line, abouts)
            return line.whole

    def _fetch_in_turn(self, line: _Line, abouts: Sequence[str]) -> Answer:
        with line.pace.turn():
            answer = self._fetch(line.service.request(abouts, line.access))
        line.pace.learn(answer.headers)
        return answer

    def _count(self, line: _Line, answer: Answer, fault: str | None) -> None:
        line.failures = line.failures + 1 if fault else 0
        lasting = answer.status in REFUSED or answer.failure in NOT_THERE
        if fault and (lasting or line.failures >= FAILURES):
            line.out = fault


def read_answer(
    service: Service, abouts: Sequence[str], answer: Answer, access: Access
) -> tuple[list[Told], str | None]:
    """What each of the identifiers was told, and why it is nothing where the answer is no help."""
    fault = fault_of(answer)
    if fault is None and service.read is not None:
        try:
            return list(service.read(abouts, answer, access)), None
        except Unreadable as error:
            fault = str(error)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            # A field of another kind than ever before: the service's answer, not this program, is in doubt.
            fault = f"answered {answer.status} in a form that is not known ({type(error).__name__})"
    return [silent(service.name, about, fault or "", answer) for about in abouts], fault


def fault_of(answer: Answer) -> str | None:
    """Why an answer tells nothing, or None. A 404 may be all that a service says of what it does not know."""
    if answer.failure is not None:
        # Without the way it took: an address may hold a key.
        return judge(replace(answer, hops=())).reason
    status = answer.status or 0
    if status in REFUSED or not (200 <= status < 300 or status in TOO_MUCH or status == 410):
        return f"answered {status}"
    return f"answered {status} with more than can be read" if answer.truncated else None


def chunks(abouts: Sequence[str], service: Service) -> Iterator[Sequence[str]]:
    """The identifiers as they share requests."""
    together = [about for about in abouts if not service.alone(about)]
    yield from ([about] for about in abouts if service.alone(about))
    yield from (together[at : at + service.batch] for at in range(0, len(together), service.batch))
