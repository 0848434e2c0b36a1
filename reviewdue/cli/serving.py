"""Shows the published dashboard to a browser on this machine; read only, loopback only."""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from reviewdue.errors import WorkNotDone


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and keeps the terminal clean."""

    def log_message(self, format: str, *args: object) -> None:
        """A request is no news."""


def serve_folder(folder: Path, port: int) -> None:
    """Serve a folder until it is interrupted. Raises WorkNotDone."""
    if not (folder / "index.html").exists():
        raise WorkNotDone(f"there is no dashboard in {folder}; run “reviewdue publish” first")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(QuietHandler, directory=str(folder)))
    except OSError as error:
        raise WorkNotDone(f"port {port} cannot be used: {error.strerror}; name another with --port") from error
    with server:
        sys.stderr.write(f"The dashboard is at http://127.0.0.1:{server.server_port}/ - Ctrl-C ends this.\n")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.stderr.write("\n")
