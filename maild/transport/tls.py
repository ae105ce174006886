"""TLS as it must be: certificates are verified, and what is wrong with one is said so that it can be mended."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from maild.errors import MaildError, PermanentError, TemporaryError

if TYPE_CHECKING:
    from maild.transport.settings import ServerSettings

# What OpenSSL calls it when the other side answers in clear text or in an outdated version.
NO_TLS_HERE = {"WRONG_VERSION_NUMBER", "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE", "RECORD_LAYER_FAILURE"}


def context(settings: ServerSettings) -> ssl.SSLContext:
    """Return a context that verifies certificate and name; PermanentError when the authorities cannot be read."""
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise PermanentError(
            f"The authorities in {settings.ca_file} cannot be read: {error}.", "Name a file of PEM certificates."
        ) from error


def trouble(error: ssl.SSLError, settings: ServerSettings) -> MaildError:
    """Return what this error of a TLS connection means to a person."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return PermanentError(
            f"The certificate of {settings.where} is not trusted: {error.verify_message}.",
            "Write the host as it stands in the certificate, renew the certificate, or make its authority known here.",
        )
    if error.reason in NO_TLS_HERE:
        return PermanentError(
            f"{settings.where} does not speak TLS here ({error.reason}).",
            'Take the TLS port, or security = "starttls" if that is what this port offers.',
        )
    return TemporaryError(f"The TLS connection to {settings.where} failed: {error}.")
