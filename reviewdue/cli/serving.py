"""Runs the live dashboard, for browsers on this machine or, where people sign in, for others."""

import sys
from datetime import date
from pathlib import Path

from reviewdue.errors import WorkNotDone


def serve_live(root: Path, port: int | None, today: date | None) -> None:
    """Serve the live dashboard until it is interrupted. Raises WorkNotDone."""
    import socket

    import uvicorn

    from reviewdue.live import make_app

    app = make_app(root, today)
    serve = app.state.desk.settings.serve
    port = serve.port if port is None else port
    host = serve.host.strip("[]").replace("localhost", "127.0.0.1")
    # Opened here: uvicorn would end the process over a port that is taken, without a word of ours.
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
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
        # Whom the headers of a web server in front name is for us to say, who know the networks to believe.
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
