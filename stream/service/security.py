"""TLS and SASL: the settings as Python's ssl, and as Faust's credentials."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from stream.errors import Usage
from stream.settings import Settings

if TYPE_CHECKING:
    from faust.auth import Credentials

__all__ = ["faust_credentials", "tls"]


def tls(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context of all our connections; None where the protocol is without TLS.

    Certificates and host names of the brokers are always checked.

    Raises:
        Usage: a file does not hold what its setting says; the message names the setting.
    """
    if not settings.security_protocol.endswith("SSL"):
        return None
    try:
        context = ssl.create_default_context(cafile=settings.ssl_ca_file)
    except OSError as error:  # ssl.SSLError is one
        raise Usage(f"COPYTASTER_SSL_CA_FILE: {settings.ssl_ca_file}: {_told(error)}") from error
    if settings.ssl_cert_file:
        try:
            # Without a password OpenSSL would ask for one on the terminal, and a worker would wait there for good.
            context.load_cert_chain(settings.ssl_cert_file, settings.ssl_key_file, password="")
        except OSError as error:
            raise Usage(
                f"COPYTASTER_SSL_CERT_FILE, COPYTASTER_SSL_KEY_FILE: {_told(error)}; "
                "they hold a certificate and its key as PEM, the key not encrypted"
            ) from error
    return context


def faust_credentials(settings: Settings) -> Credentials | None:
    """What Faust's ``broker_credentials`` takes: SASL with or without TLS, TLS alone, or None for neither.

    Faust is imported here because only the worker needs it, and it loads slowly.

    Raises:
        Usage: as :func:`tls`.
    """
    if settings.security_protocol == "PLAINTEXT":
        return None
    from faust.auth import SASLCredentials, SSLCredentials

    context = tls(settings)
    if not settings.security_protocol.startswith("SASL"):
        return SSLCredentials(context)
    secret = settings.sasl_password
    return SASLCredentials(
        username=settings.sasl_username,
        password=secret.get_secret_value() if secret else None,
        ssl_context=context,
        mechanism=settings.sasl_mechanism,
    )


def _told(error: OSError) -> str:
    """OpenSSL's reason without its source line."""
    return (error.reason if isinstance(error, ssl.SSLError) else error.strerror) or type(error).__name__
