"""OpenID Connect: who somebody is by the word of whoever signs them in (authorisation code with PKCE)."""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from typing import Any

import requests

from reviewdue.errors import ConfigurationError, WorkNotDone
from reviewdue.servesettings import OpenIdConnect

TIMEOUT = 10
# Signatures with a key that only the provider has; what would take our own secret for a key is not among them.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 60  # seconds by which clocks may differ
SCOPE = "openid email profile"


def check_installed() -> None:
    """Raises ConfigurationError where the libraries are not there, which are an extra."""
    if not all(find_spec(name) for name in ("authlib", "joserfc")):
        raise ConfigurationError("sign_in: oidc needs two more libraries: pip install 'reviewdue[oidc]'")


class NotSignedIn(Exception):
    """The provider did not say who it is, or what it said cannot be believed; the reason is for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A sign-in that has begun, to be kept by the browser it began in; `place` is where to go on."""

    state: str
    nonce: str
    verifier: str
    place: str

    def as_dict(self) -> dict[str, str]:
        """As plain data."""
        return asdict(self)


@dataclass(slots=True)
class Provider:
    """Whoever signs people in; its addresses and keys are asked for once, and its keys again when they change."""

    settings: OpenIdConnect
    redirect_uri: str
    _metadata: dict[str, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, place: str) -> tuple[str, Pending]:
        """The address to send the browser to, and what it has to bring back. Raises WorkNotDone."""
        pending = Pending(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            place=place,
        )
        asked = {"state": pending.state, "nonce": pending.nonce, "code_verifier": pending.verifier}
        with self._session() as session:
            url, _ = session.create_authorization_url(self._address("authorization_endpoint"), **asked)
        return str(url), pending

    def finish(self, pending: Pending, code: str) -> Mapping[str, Any]:
        """What the provider says of whoever came back with a code. Raises NotSignedIn and WorkNotDone."""
        from authlib.common.errors import AuthlibBaseError

        try:
            with self._session() as session:
                token = session.fetch_token(
                    self._address("token_endpoint"),
                    code=code,
                    code_verifier=pending.verifier,
                    timeout=TIMEOUT,
                    allow_redirects=False,
                )
        except AuthlibBaseError as error:
            raise NotSignedIn(f"the code was refused: {error.error}") from error
        except (requests.RequestException, ValueError) as error:
            raise _unreachable(self.settings, error) from error
        return self._read_id_token(str(token.get("id_token", "")), pending.nonce)

    def _read_id_token(self, text: str, nonce: str) -> Mapping[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError

        expected: Any = {
            "iss": {"essential": True, "value": self._load()["issuer"]},
            "aud": {"essential": True, "value": self.settings.client_id},
            "nonce": {"essential": True, "value": nonce},
            "exp": {"essential": True},
            "sub": {"essential": True},
        }
        try:
            claims: dict[str, Any] = self._decode(text).claims
            jwt.JWTClaimsRegistry(leeway=LEEWAY, **expected).validate(claims)
        except (JoseError, ValueError) as error:
            raise NotSignedIn(f"the ID token cannot be believed: {error}") from error
        if claims.get("azp", self.settings.client_id) != self.settings.client_id:
            raise NotSignedIn("the ID token was issued to another client")
        return claims

    def _decode(self, text: str) -> Any:
        """With the keys that are known, or with new ones where the provider has changed them."""
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError

        try:
            return jwt.decode(text, self._keys(), algorithms=list(ALGORITHMS))
        except InvalidKeyIdError:
            return jwt.decode(text, self._keys(anew=True), algorithms=list(ALGORITHMS))

    def _keys(self, *, anew: bool = False) -> Any:
        from joserfc.jwk import KeySet

        metadata = self._load()
        if anew or "keys" not in metadata:
            metadata["keys"] = self._get(self._address("jwks_uri"))
        return KeySet.import_key_set(metadata["keys"])

    def _address(self, name: str) -> str:
        address = self._load().get(name)
        if not isinstance(address, str):
            raise WorkNotDone(f"serve.oidc.issuer: its configuration has no {name}")
        return address

    def _load(self) -> dict[str, Any]:
        with self._lock:
            if not self._metadata:
                found = self._get(f"{self.settings.issuer}/.well-known/openid-configuration")
                if str(found.get("issuer", "")).rstrip("/") != self.settings.issuer:
                    raise WorkNotDone(f"serve.oidc.issuer: it calls itself {found.get('issuer')}; write it like that")
                self._metadata = dict(found)
            return self._metadata

    def _get(self, address: str) -> Any:
        try:
            answer = requests.get(address, timeout=TIMEOUT)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as error:
            raise _unreachable(self.settings, error) from error

    def _session(self) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        return OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret,
            scope=SCOPE,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.settings.client_secret else "none",
        )


def _unreachable(settings: OpenIdConnect, error: Exception) -> WorkNotDone:
    return WorkNotDone(f"{settings.issuer} could not be asked who it is: {type(error).__name__}")


def name_in(claims: Mapping[str, Any], claim: str) -> str:
    """What somebody is known by; an address only where the provider says that it is theirs. Raises NotSignedIn."""
    found = claims.get(claim)
    if not isinstance(found, str) or not found:
        raise NotSignedIn(f"there is no claim “{claim}”")
    if claim == "email" and claims.get("email_verified") is not True:
        raise NotSignedIn("the address is not verified")
    return found
