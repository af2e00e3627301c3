"""The public keys of the token issuer (RFC 7517), fetched over HTTPS in the background and kept as long as need be.

Not the check of a token (access_tokens.py). No request waits on an issuer longer than WAIT_SECONDS, and only one that
brings a key nobody knows; a dead issuer leaves the keys that are known in force.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import httpx
import msgspec
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from domain.errors import QuanchengError

PublicKey: TypeAlias = ECKey | OKPKey | RSAKey
MOST_BYTES: Final = 256 * 1024
WAIT_SECONDS: Final = 2.0
FETCH_SECONDS: Final = 5.0
FRESH_SECONDS: Final = 300.0
BETWEEN_FETCHES: Final = 10.0
"""A made-up key id does not make us ask the issuer more often than this."""
LONGEST_BACK_OFF: Final = 600.0
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")

log = structlog.get_logger("quancheng.issuer")


class KeysFault(Exception):  # told to the log, and by access_tokens.py to the caller where no key is known at all
    """The issuer's keys could not be had: unreachable, too slow, too long, or no key set."""


def require_https(url: str) -> None:
    """QuanchengError where keys would come over a line that anybody can write on; loopback is ours."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise QuanchengError(
            f"{url[:200]!r} is not an https address: whoever sits on the line could name the keys.",
            remedy="Set QUANCHENG_ISSUER_JWKS_URL to an https address.",
        )


def read_key_set(body: bytes) -> dict[str, PublicKey]:
    """The asymmetric signature keys of a JWK set by key id; keys of kinds unknown here are passed over."""
    try:
        listed = msgspec.json.decode(body, type=dict[str, object]).get("keys")
    except msgspec.DecodeError as error:
        raise KeysFault(f"no key set: {error}") from None
    if not isinstance(listed, list):
        raise KeysFault("no key set: `keys` is missing")
    found: dict[str, PublicKey] = {}
    for one in listed:
        if not isinstance(one, dict) or not isinstance(one.get("kid"), str) or one.get("use", "sig") != "sig":
            continue
        try:
            key = import_key(one)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, PublicKey):  # never a shared secret: it would let a public key sign
            found[one["kid"]] = key
    if not found:
        raise KeysFault("the key set holds no key that can be used")
    return found


def fetch(url: str) -> bytes:
    """The body at `url`, at most MOST_BYTES within FETCH_SECONDS in all, redirects not followed. Raises KeysFault."""
    deadline = time.monotonic() + FETCH_SECONDS
    try:
        with (
            httpx.Client(timeout=FETCH_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", url, headers={"Accept": "application/json"}) as response,
        ):
            if response.status_code != 200:
                raise KeysFault(f"the issuer answers {response.status_code}")
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise KeysFault(f"the key set is longer than {MOST_BYTES} bytes")
                if time.monotonic() > deadline:
                    raise KeysFault(f"the key set takes longer than {FETCH_SECONDS} seconds")
            return bytes(body)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise KeysFault(f"{type(error).__name__}") from None


class IssuerKeys:
    """Keys of one issuer; safe to share between threads. `monotonic` is the clock of waiting, in seconds."""

    def __init__(
        self,
        url: str,
        *,
        get: Callable[[str], bytes] = fetch,
        monotonic: Callable[[], float] = time.monotonic,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        require_https(url)
        self._url = url
        self._get = get
        self._monotonic = monotonic
        self._wait_seconds = wait_seconds
        self._lock = threading.Lock()
        self._keys: Mapping[str, PublicKey] = {}
        self._fetched_at: float | None = None
        self._not_before = 0.0
        self._failures = 0
        self._under_way: threading.Event | None = None

    def key(self, key_id: str) -> PublicKey | None:
        """The key of that id, None where the issuer has none. Raises KeysFault where it never could be asked."""
        known = self._keys.get(key_id)
        stale = self._fetched_at is None or self._monotonic() - self._fetched_at > FRESH_SECONDS
        if known is None or stale:
            done = self._refresh()
            if known is None and done is not None:
                done.wait(self._wait_seconds)
        known = self._keys.get(key_id)
        if known is None and self._fetched_at is None:
            raise KeysFault("the issuer's keys are not known yet")
        return known

    def _refresh(self) -> threading.Event | None:
        """Begin to fetch, unless that is under way or not yet due again. The event is set when it ends."""
        with self._lock:
            if self._under_way is not None:
                return self._under_way
            if self._monotonic() < self._not_before:
                return None
            self._under_way = done = threading.Event()
        threading.Thread(target=self._fetch, args=(done,), name="issuer-keys", daemon=True).start()
        return done

    def _fetch(self, done: threading.Event) -> None:
        pause = LONGEST_BACK_OFF
        try:
            keys = read_key_set(self._get(self._url))
            self._keys, self._fetched_at = keys, self._monotonic()
            self._failures, pause = 0, BETWEEN_FETCHES
        except KeysFault as fault:
            self._failures += 1
            pause = min(LONGEST_BACK_OFF, BETWEEN_FETCHES * 2 ** min(self._failures - 1, 10))
            log.warning("issuer.keys_not_fetched", why=str(fault), failures=self._failures, again_in=pause)
        finally:  # also after a defect: those who wait go on, and somebody asks again
            with self._lock:
                self._not_before = self._monotonic() + pause
                self._under_way = None
            done.set()
