"""Whether Prefect would run the flows: what is installed, and what its server says of pool, worker and deployments."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import requests

from reviewdue.doctor.symptoms import Health, Patient, Symptom

PART = "prefect"
PATIENCE = 10
POOL = "reviewdue"
FLOWS = ("scan", "check", "remind", "summary", "publish")
HOW = "see “A server and workers” in docs/operating.md"


class _Unanswered(Exception):
    """The server did not answer as Prefect's does."""


def examine(patient: Patient) -> Iterator[Symptom]:
    """The installed packages go together; a server that is named answers and has all it needs."""
    yield _installed()
    address = patient.environment.get("PREFECT_API_URL")
    if not address:
        yield _embedded(patient)
        return
    try:
        yield from _served(_Server(address.rstrip("/"), patient.environment.get("PREFECT_API_AUTH_STRING")))
    except _Unanswered as error:
        seen = f"the Prefect server at {address} {error}"
        yield Symptom(PART, Health.FAULT, seen, f"start it, or correct PREFECT_API_URL; {HOW}")


def _installed() -> Symptom:
    try:
        found, fastapi = version("prefect"), version("fastapi")
    except PackageNotFoundError as error:
        return Symptom(PART, Health.FAULT, f"{error.name} is not installed", "install with the constraints file")
    if int(fastapi.split(".")[0]) > 0 or int(fastapi.split(".")[1]) >= 151:
        seen = f"Prefect's server does not start with FastAPI {fastapi}"
        return Symptom(PART, Health.FAULT, seen, "pip install --constraint constraints.txt 'fastapi<0.151'")
    return Symptom(PART, Health.OK, f"Prefect {found} with FastAPI {fastapi}")


def _embedded(patient: Patient) -> Symptom:
    if patient.environment.get("PREFECT_SERVER_EPHEMERAL_ENABLED", "").lower() in ("false", "0"):
        seen = "no Prefect server is named, and starting one of our own is forbidden"
        return Symptom(PART, Health.FAULT, seen, f"set PREFECT_API_URL; {HOW}")
    return Symptom(PART, Health.OK, "no server is named: reviewdue run starts one of its own for each run")


class _Server:
    """Prefect's API, asked for what concerns us."""

    def __init__(self, address: str, secret: str | None) -> None:
        user, _, password = (secret or "").partition(":")
        self.address, self.auth = address, (user, password) if secret else None

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One answer as plain data; None where there is no such thing. Raises _Unanswered."""
        try:
            response = requests.request(
                method, f"{self.address}{path}", json=body, auth=self.auth, timeout=PATIENCE, allow_redirects=False
            )
        except requests.RequestException:
            raise _Unanswered("cannot be reached") from None
        if response.status_code == 404 and path != "/admin/version":
            return None
        if response.status_code in (401, 403):
            raise _Unanswered("wants a login; set PREFECT_API_AUTH_STRING")
        try:
            response.raise_for_status()
            return response.json()
        except (requests.RequestException, ValueError):
            raise _Unanswered(f"answered {response.status_code}, not as Prefect's does") from None


def _served(server: _Server) -> Iterator[Symptom]:
    yield _same_version(str(server.ask("GET", "/admin/version")))
    pool = server.ask("GET", f"/work_pools/{POOL}")
    if pool is None:
        fix = f"prefect work-pool create --type process {POOL}"
        yield Symptom(PART, Health.FAULT, f"there is no work pool “{POOL}”", fix)
    else:
        yield _pool(server, pool)
    yield from _deployments(server.ask("POST", "/deployments/filter", {}) or [])


def _same_version(found: str) -> Symptom:
    ours = version("prefect")
    if found.split(".")[:2] == ours.split(".")[:2]:
        return Symptom(PART, Health.OK, f"the server is Prefect {found}")
    seen = f"the server is Prefect {found}, and {ours} is installed here"
    return Symptom(PART, Health.WARNING, seen, "install the same version on server and workers")


def _pool(server: _Server, pool: dict[str, Any]) -> Symptom:
    if pool.get("is_paused"):
        fix = f"prefect work-pool resume {POOL}"
        return Symptom(PART, Health.FAULT, f"the work pool “{POOL}” is paused", fix)
    workers = server.ask("POST", f"/work_pools/{POOL}/workers/filter", {}) or []
    online = [worker for worker in workers if worker.get("status") == "ONLINE"]
    if not online:
        fix = f"prefect worker start --pool {POOL} --type process"
        return Symptom(PART, Health.FAULT, f"no worker of the pool “{POOL}” is online: nothing would run", fix)
    return Symptom(PART, Health.OK, f"{len(online)} of {len(workers)} workers of the pool “{POOL}” online")


def _deployments(deployments: list[dict[str, Any]]) -> Iterator[Symptom]:
    found = {one["name"]: one for one in deployments if one.get("work_pool_name") == POOL}
    if missing := [name for name in FLOWS if name not in found]:
        seen = f"not deployed: {', '.join(missing)}"
        yield Symptom(PART, Health.FAULT, seen, "prefect --no-prompt deploy --all, in the project's folder")
    idle = [name for name, one in found.items() if one.get("paused") or not _is_scheduled(one)]
    if paused := [name for name in idle if name in FLOWS and name != "publish"]:
        seen = f"deployed and never started by itself: {', '.join(sorted(paused))}"
        yield Symptom(PART, Health.WARNING, seen, "resume its schedule, if it is not meant to rest")
    zones = {schedule["schedule"].get("timezone") for one in found.values() for schedule in one.get("schedules", [])}
    if found and not missing and not paused:
        yield Symptom(PART, Health.OK, f"{len(found)} deployments, on the clock of {', '.join(map(str, zones))}")


def _is_scheduled(deployment: dict[str, Any]) -> bool:
    return any(schedule.get("active") for schedule in deployment.get("schedules", []))
