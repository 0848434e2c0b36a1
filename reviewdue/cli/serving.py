"""Runs the live dashboard for browsers on this machine."""

import sys
from datetime import date
from pathlib import Path

from reviewdue.errors import WorkNotDone


def serve_live(root: Path, port: int | None, today: date | None) -> None:
    """Serve the live dashboard until it is interrupted; on loopback only. Raises WorkNotDone."""
    import socket

    import uvicorn

    from reviewdue.live import make_app

    app = make_app(root, today)
    port = app.state.desk.settings.serve.port if port is None else port
    # Opened here: uvicorn would end the process over a port that is taken, without a word of ours.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with listener:
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen()  # who reads the line below may come at once
        except OSError as error:
            raise WorkNotDone(f"port {port} cannot be used: {error.strerror}; name another with --port") from error
        place = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        sys.stderr.write(f"The dashboard is at {place} - for this machine only; Ctrl-C ends this.\n")
        sys.stderr.flush()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False))
        server.run(sockets=[listener])
