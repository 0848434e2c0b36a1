"""Runs the live dashboard, for browsers on this machine or, where people sign in, for others."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewdue.errors import WorkNotDone

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI

# Each holds a hundred megabytes, and there are seldom more people at once.
MOST_WORKERS = 4


def serve_live(root: Path, port: int | None, today: date | None) -> None:
    """Serve the live dashboard until it is interrupted. Raises WorkNotDone."""
    import socket

    from reviewdue.live import make_app

    app = make_app(root, today)
    serve = app.state.desk.settings.serve
    port = serve.port if port is None else port
    host = serve.host.strip("[]").replace("localhost", "127.0.0.1")
    # Opened here: uvicorn would end the process over a port that is taken, without a word of ours.
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    # An answer goes out in two parts; without this the second waits 40 ms for word that the first has arrived.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with listener:
        try:
            listener.bind((host, port))
            listener.listen()  # who reads the line below may come at once
        except OSError as error:
            raise WorkNotDone(f"port {port} cannot be used: {error.strerror}; name another with --port") from error
        shown = f"[{host}]" if ":" in host else host
        place = f"http://{shown}:{listener.getsockname()[1]}/"
        who = f"who signs in ({', '.join(serve.sign_in)})" if serve.sign_in else "this machine only"
        sys.stderr.write(f"The dashboard is at {place} - for {who}; Ctrl-C ends this.\n")
        sys.stderr.flush()
        _run(app, root, today, serve.workers or min(os.cpu_count() or 1, MOST_WORKERS), listener)


def _run(app: "FastAPI", root: Path, today: date | None, workers: int, listener: "socket.socket") -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from reviewdue.live import worker
    from reviewdue.live.recent import acts_file

    # Whom the headers of a web server in front name is for us to say, who know the networks to believe.
    options: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False}
    options["proxy_headers"] = False
    if workers == 1:
        uvicorn.Server(uvicorn.Config(app, **options)).run(sockets=[listener])
        return
    # It was made to find out what is wrong before anybody is told where it is; each process makes its own.
    app.state.desk.close()
    # Each thread's own heap keeps what was once needed in it; glibc reads this when a process starts.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    config = uvicorn.Config(f"{worker.__name__}:make", factory=True, workers=workers, **options)
    with acts_file() as acts:
        worker.hand_over(root, today, acts)
        Multiprocess(config, sockets=[listener]).run()
