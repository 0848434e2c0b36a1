"""The API as an application of its own, which is mounted below the live pages and has its own OpenAPI document."""

from fastapi import FastAPI

import reviewdue
from reviewdue.live.api import acting, reading
from reviewdue.live.api.tokens import make_limits
from reviewdue.live.desk import Desk

PLACE = "/api/v1"
ABOUT = "The pages under review, their sources and their tasks, as the dashboard shows them. See docs/api.md."


def make_api(desk: Desk) -> FastAPI:
    """The API of a desk."""
    api = FastAPI(
        title=f"{desk.settings.publisher.name}: reviewdue",
        summary=ABOUT,
        version=reviewdue.__version__,
        openapi_url="/openapi.json",
        servers=[{"url": f"{desk.settings.serve.url or ''}{PLACE}"}],
        root_path_in_servers=False,
        docs_url=None,
        redoc_url=None,
    )
    api.state.desk = desk
    api.state.limits = dict(make_limits())
    api.include_router(reading.router)
    api.include_router(acting.router)
    return api
