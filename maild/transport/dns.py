"""TXT look-ups for DKIM keys, quick or not at all: mail must not wait for somebody's name servers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dns.exception
import dns.rdatatype
import dns.resolver

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 2.0
KEEP_FOR = 3600.0
KEEP_ABSENCE_FOR = 300.0
REST_FOR = 60.0
# So many names in a row without an answer mean that it is not one domain that is down, but our own resolver.
FAILURES_BEFORE_REST = 3
MOST_NAMES = 2000


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer, and until when it is taken for true."""

    text: bytes | None
    until: float


class TxtLookup:
    """A function from a name to its TXT record that remembers what it heard; for one thread."""

    def __init__(
        self, resolver: dns.resolver.Resolver | None = None, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._resolver = resolver
        self._monotonic = monotonic
        self._remembered: dict[str, Remembered] = {}
        self._failures = 0
        self._rests_until = 0.0

    def __call__(self, name: str) -> bytes | None:
        """Return the strings of the first TXT record as one; None when there is none or nobody answers in time."""
        key = name.rstrip(".").lower()
        remembered = self._remembered.get(key)
        now = self._monotonic()
        if remembered and remembered.until > now:
            return remembered.text
        if self._rests_until > now:
            return None
        answer = self._ask(key)
        if len(self._remembered) >= MOST_NAMES:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[key] = answer
        return answer.text

    def _ask(self, name: str) -> Remembered:
        try:
            self._resolver = self._resolver or dns.resolver.Resolver()
            answer = self._resolver.resolve(name, dns.rdatatype.TXT, lifetime=PATIENCE, search=False)
        except (dns.exception.Timeout, dns.resolver.NoNameservers, dns.resolver.NoResolverConfiguration, OSError):
            self._note_failure()
            return self._until(None, REST_FOR)
        except (dns.exception.DNSException, UnicodeError):
            # There is no such record, or a stranger has written what cannot even be a name.
            self._failures = 0
            return self._until(None, KEEP_ABSENCE_FOR)
        self._failures = 0
        ttl = 0.0 if answer.rrset is None else float(answer.rrset.ttl)
        return self._until(b"".join(answer[0].strings), min(max(ttl, REST_FOR), KEEP_FOR))

    def _until(self, text: bytes | None, keep_for: float) -> Remembered:
        return Remembered(text, self._monotonic() + keep_for)

    def _note_failure(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES_BEFORE_REST:
            self._failures = 0
            self._rests_until = self._monotonic() + REST_FOR
