"""Whose certificates are believed."""

import ssl
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from reviewdue.errors import ConfigurationError
from reviewdue.web.deadlines import DeadlineTLSSocket

# The first that is set counts. OpenSSL itself reads SSL_CERT_FILE and SSL_CERT_DIR, silently where they are wrong.
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
OPENSSL = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def authorities_in(environment: Mapping[str, str]) -> str | None:
    """The file or folder of authorities that the environment names. Raises ConfigurationError."""
    for name in (*BUNDLES, *OPENSSL):
        if (value := environment.get(name)) and not Path(value).exists():
            raise ConfigurationError(f"{name}: “{value}” does not exist; name a file of certificates, or unset it")
    return next(filter(None, map(environment.get, BUNDLES)), None)


@cache  # reading the authorities takes longer than a fetch
def tls_context(bundle: str | None = None) -> ssl.SSLContext:
    """Verifies against the system's authorities, those that requests brings, and a file or folder of one's own."""
    from certifi import where

    context = ssl.create_default_context()
    context.load_verify_locations(where())
    if bundle is not None:
        is_folder = Path(bundle).is_dir()
        context.load_verify_locations(**{"capath" if is_folder else "cafile": bundle})
    context.sslsocket_class = DeadlineTLSSocket
    return context
