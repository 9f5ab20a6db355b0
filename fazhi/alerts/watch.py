"""What a run that has ended gives people to know: the batch it ended, and how long nothing has come."""

import datetime as dt
import logging

from fazhi.alerts.alert import Alert
from fazhi.alerts.causes import of_failure, of_manifest, of_silence, shortened
from fazhi.alerts.outbox import began, tell
from fazhi.alerts.settings import alert_settings
from fazhi.storage.files import read_json
from fazhi.storage.history import manifests
from fazhi.storage.layout import Layout

_log = logging.getLogger("fazhi.alerts")


def ended(layout: Layout, batches: list[str], failure: tuple[str, str] | None = None) -> dict[str, str]:
    """Tell of a run: the manifests of `batches`, or its `failure` (batch or run, reason), and of silence.

    Returns the receivers that were not reached, with a reason. Never raises: a warning is all that a failing alert
    leaves behind.
    """
    try:
        settings = alert_settings()
        if not settings.receivers:
            return {}
        now, history = dt.datetime.now(dt.UTC), manifests(layout)
        alerts: list[Alert] = [of_failure(*failure)] if failure else []
        for name in batches:
            manifest = read_json(layout.manifest(name))
            page = str(layout.quality(name) / "index.html")
            alerts += of_manifest(manifest, settings.quarantine_share, page)
        silence = of_silence(history, began(layout, now), now, settings.quiet_days)
        return _told(layout, alerts + ([silence] if silence else []))
    except Exception as error:
        _log.warning("alerts could not be made: %s", _told_of(error))
        return {}


def audited(layout: Layout, reason: str) -> dict[str, str]:
    """Tell of an audit that failed, once a day."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    try:
        return _told(layout, [Alert("audit", f"audit-{today}", {"reason": shortened(reason)})])
    except Exception as error:
        _log.warning("alerts could not be made: %s", _told_of(error))
        return {}


def _told(layout: Layout, alerts: list[Alert]) -> dict[str, str]:
    missed = tell(layout, alerts, alert_settings())
    for receiver, why in missed.items():
        _log.warning("alert not taken by %s: %s; it is tried again at the next runs", receiver, why)
    return missed


def _told_of(error: Exception) -> str:
    """An error in a line. That of a setting names it and not its value; other texts may hold an address."""
    from fazhi.configuration import UnusableSettings

    if isinstance(error, UnusableSettings):
        return str(error)
    return f"{type(error).__name__}: {error.strerror}" if isinstance(error, OSError) else type(error).__name__
