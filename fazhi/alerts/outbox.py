"""Alerts of a data folder on disk: each is told once a receiver, and again at later runs where a receiver failed.

One JSON file an alert in `alerts/`: what it says, who has not got it yet, how often it was tried.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from fazhi.alerts.alert import Alert
from fazhi.alerts.sending import send
from fazhi.alerts.settings import AlertSettings
from fazhi.storage.damaged import Damaged
from fazhi.storage.files import read_json, write_json
from fazhi.storage.folders import files_in
from fazhi.storage.layout import Layout, checked_batch_id
from fazhi.storage.places import Place

# A receiver that is gone for good must not be asked for ever.
MOST_RUNS = 5
_BEGAN = "began"
_log = logging.getLogger("fazhi.alerts")


def tell(layout: Layout, alerts: Iterable[Alert], settings: AlertSettings) -> dict[str, str]:
    """Send what is new and what is still owed; returns the receivers that did not take something, and why."""
    folder, receivers = _folder(layout), settings.receivers
    if not receivers:
        return {}
    for alert in alerts:
        path = folder / f"{_name(alert)}.json"
        if not path.exists():
            write_json(path, {"alert": asdict(alert), "owed": receivers, "runs": 0}, folder)
    missed: dict[str, str] = {}
    for path in files_in(folder, "*.*.json"):
        try:
            missed |= _send(path, receivers, settings)
        except (Damaged, KeyError, TypeError):  # one that somebody has damaged must not keep back the others
            _log.warning("%s holds no alert: remove it", path)
    return missed


def _name(alert: Alert) -> str:
    """The name of an alert's file. A run that failed on the name it was to give its batch has one that is none."""
    try:
        return f"{checked_batch_id(alert.batch)}.{alert.cause}"
    except ValueError:
        return f"{hashlib.sha256(alert.batch.encode('utf8', 'replace')).hexdigest()[:32]}.{alert.cause}"


def began(layout: Layout, now: dt.datetime) -> dt.datetime:
    """When somebody first asked whether anything arrives in this folder: now, the first time."""
    path = _folder(layout) / f"{_BEGAN}.json"
    try:
        return dt.datetime.fromisoformat(read_json(path))
    except (FileNotFoundError, Damaged, ValueError, TypeError):
        write_json(path, now.isoformat(), path.parent)
        return now


def _send(path: Place, receivers: list[str], settings: AlertSettings) -> dict[str, str]:
    kept: dict[str, Any] = read_json(path)
    owed = [receiver for receiver in kept["owed"] if receiver in receivers]
    if not owed or kept["runs"] >= MOST_RUNS:
        return {}
    alert, missed = Alert(**kept["alert"]), dict[str, str]()
    for receiver in owed:
        why = send(alert, receiver, settings)
        if why is None:
            kept["owed"].remove(receiver)
        else:
            missed[receiver] = why
    kept["runs"] += 1
    write_json(path, kept, path.parent)
    return missed


def _folder(layout: Layout) -> Place:
    return layout.root / "alerts"
