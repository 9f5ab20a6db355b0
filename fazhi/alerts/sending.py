"""An alert to a receiver: a few tries, then a reason in a word. Addresses hold tokens: nothing here repeats one."""

import json
import logging
import smtplib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from pydantic import SecretStr

from fazhi.alerts.alert import Alert
from fazhi.alerts.formats import NAME, body, refusal, signed
from fazhi.alerts.settings import AlertSettings

ATTEMPTS = 3
PAUSE_SECONDS = 2.0
_TIMEOUT_SECONDS = 10.0
# An attempt as a whole, however slowly its answer drips; and what is read of an answer: it says a word or an error.
ATTEMPT_SECONDS = 30.0
_ANSWER_BYTES = 1 << 16


class NotTaken(Exception):
    """A receiver did not take an alert; the message says why without its address. `passing`: may be better later."""

    def __init__(self, why: str, passing: bool = True) -> None:
        super().__init__(why)
        self.passing = passing


def send(alert: Alert, receiver: str, settings: AlertSettings) -> str | None:
    """Send to one of `settings.receivers`; returns None, or why it was not taken after a few tries. Never raises."""
    deliver: Callable[..., None] = _mail if receiver == "mail" else _post
    why = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE_SECONDS * 2 ** (attempt - 1))
        try:
            _in_time(lambda: deliver(alert, receiver, settings))
            return None
        except NotTaken as error:
            why = str(error)
            if not error.passing:
                break
        except Exception as error:  # the text of an error may repeat the address, and so its token
            why = type(error).__name__
    return why


def _in_time(deliver: Callable[[], None]) -> None:
    """Raises what `deliver` raises, and NotTaken where it takes too long: a run must not wait for a receiver."""
    ended: list[Exception | None] = []

    def attempt() -> None:
        try:
            deliver()
            ended.append(None)
        except Exception as error:
            ended.append(error)

    thread = threading.Thread(target=attempt, name="fazhi-alert", daemon=True)
    thread.start()
    thread.join(ATTEMPT_SECONDS)
    if not ended:
        raise NotTaken(f"no answer within {ATTEMPT_SECONDS:g} s", passing=False)
    if ended[0] is not None:
        raise ended[0]


def _post(alert: Alert, kind: str, settings: AlertSettings) -> None:
    import httpx

    url = _address(kind, settings)
    with (
        _unlogged(),
        httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=False) as client,
        client.stream("POST", url, json=body(kind, alert, settings.language)) as answer,
    ):
        status, said = answer.status_code, _beginning(answer.iter_bytes())
    if status >= 300:
        raise NotTaken(f"HTTP {status}", passing=status >= 500 or status in (408, 429))
    why = refusal(kind, _json(said))
    if why:
        raise NotTaken(why)


def _address(kind: str, settings: AlertSettings) -> str:
    secret: SecretStr = getattr(settings, kind)
    if kind == "dingtalk" and settings.dingtalk_secret:
        return signed(secret.get_secret_value(), settings.dingtalk_secret.get_secret_value(), int(time.time() * 1000))
    return secret.get_secret_value()


def _beginning(pieces: Iterator[bytes]) -> bytes:
    said = b""
    for piece in pieces:
        said += piece
        if len(said) >= _ANSWER_BYTES:
            break
    return said


def _json(said: bytes) -> Any:
    try:
        return json.loads(said)
    except ValueError:
        return None


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep the HTTP library from logging the address of the request."""
    loggers = [logging.getLogger(name) for name in ("httpx", "httpcore.connection", "httpcore.http11")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, was in zip(loggers, before, strict=True):
            logger.disabled = was


def _mail(alert: Alert, receiver: str, settings: AlertSettings) -> None:
    message = EmailMessage()
    message["Subject"] = " ".join(f"[{NAME}] {alert.title(settings.language)}".split())
    message["From"], message["To"] = settings.mail_from, settings.mail_to
    message.set_content(alert.text(settings.language))
    with _smtp(settings) as server:
        if settings.smtp_user and settings.smtp_password:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(message)


def _smtp(settings: AlertSettings) -> smtplib.SMTP:
    host, port = str(settings.smtp_host), settings.smtp_port
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_SECONDS, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port, timeout=_TIMEOUT_SECONDS)
    if settings.smtp_security == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server
