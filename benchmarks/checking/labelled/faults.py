"""Servers that fail, and addresses that cannot be asked: unreachable, or unchecked."""

from benchmarks.checking.labelled.cases import Asked, Case, Reply, Route, answer, page, raw, redirect

SERVER_ERRORS = (500, 501, 502, 503, 504, 507, 520, 522, 530)


def _further(asked: Asked) -> Reply:
    number = int(asked.target.rpartition("?")[2]) if "?" in asked.target else 0
    return redirect(f"/without-end?{number + 1}")


UNREACHABLE: dict[str, Route] = {
    "503-come-back-in-an-hour": answer(503, retry_after="3600"),
    "status-408": answer(408),
    "maintenance-503": page("Site maintenance", "Back soon", "", status=503),
    "maintenance-200": page("Site under maintenance", "Under maintenance", "<p>Back on Monday.</p>"),
    "database-error": page("Database Error", "Error establishing a database connection", ""),
    "error-in-500": page("Page not found", "Page not found", "", status=500),
    "silent": Reply(),
    "closes": raw(b""),
    "garbage": raw(b"\x00\x01\x02\x03 no protocol at all\r\n\r\n"),
    "other-protocol": raw(b"SSH-2.0-example\r\n"),
    "headers-without-end": raw(b"HTTP/1.1 200 OK\r\n" + b"x-more: yes\r\n" * 5000, drip=0.05),
    "body-drips": Reply(data=page().data, drip=0.2),
    "leads-to-itself": redirect("/leads-to-itself"),
    "leads-in-a-circle": redirect("/circle-b", 301),
    "without-end": _further,
    "no-location": answer(302),
    "to-a-file": redirect("file:///etc/hostname"),
    "to-a-script": redirect("javascript:alert(1)"),
    "to-data": redirect("data:text/html,hello"),
    "to-gopher": redirect("gopher://127.0.0.1:70/"),
    "to-closed-port": redirect("http://127.0.0.1:1/"),
    "to-bad-location": redirect("http://["),
}

FAULTS = (
    *(Case(name=f"status-{status}", label="unreachable", route=answer(status)) for status in SERVER_ERRORS),
    *(Case(name=name, label="unreachable", route=route) for name, route in UNREACHABLE.items()),
    Case(name="circle", label="unreachable", path="/circle-b", route=redirect("/leads-in-a-circle")),
    Case(name="refused", label="unreachable", base="closed"),
    Case(name="no-such-host", label="unreachable", url="http://no-such-host.invalid/guideline"),
    *(Case(name=f"tls-{base.replace('_', '-')}", label="unreachable", base=base, route=page())
      for base in ("self_signed", "expired", "wrong_host", "old_tls")),
    Case(name="tls-at-plain-port", label="unreachable", base="plain_as_tls"),
    Case(name="ftp", label="unchecked", url="ftp://127.0.0.1/guideline.pdf"),
    Case(name="no-address", label="unchecked", url="http://"),
)  # fmt: skip
