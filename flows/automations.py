"""Prefect automations, declared: what the server does by itself when a run, a worker or a night goes missing.

Applied by `fazhi serve` and by `fazhi automations apply`; applying them again changes nothing. What they send goes to
the webhooks of the alerts' settings through Prefect's Webhook blocks, which keep the address encrypted.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ActionTypes, CallWebhook, ChangeFlowRunState
from prefect.events.schemas.automations import Automation, AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

from fazhi.alerts.alert import Alert
from fazhi.alerts.formats import body
from fazhi.alerts.settings import AlertSettings, alert_settings
from fazhi.settings import settings
from flows.lateness import SKIPPED

PREFIX = "fazhi: "
TAG = "fazhi"
NIGHTLY_TAG = "nightly"
# Prefect's least. A run that misses three is dead.
HEARTBEAT_SECONDS = 30
# Every name of a state in which a run no longer sends heartbeats; those of our own flows included.
_AT_REST = ("Completed", "Failed", "Crashed", "Cancelled", "Cancelling", "Paused", "Suspended", "AwaitingRetry",
            "Scheduled", "Late", "AwaitingConcurrencySlot", "Withheld", SKIPPED)  # fmt: skip
_JSON: Any = {"Content-Type": "application/json"}
_ENDED = ("Completed", "Failed", "Crashed", "Cancelled", "Withheld", SKIPPED)


def heartbeat_limit() -> timedelta:
    """How long a run may be silent: `heartbeat_limit` of the settings, three heartbeats by default."""
    return timedelta(seconds=settings().heartbeat_limit)


def declared(receivers: AlertSettings, blocks: dict[str, UUID]) -> list[AutomationCore]:
    """The automations; `blocks` are the webhook blocks by kind of receiver."""
    return [
        AutomationCore(
            name=f"{PREFIX}close runs that have died",
            description="A run without heartbeat is closed as Crashed, so that its slot is free and the night goes on.",
            trigger=_silent_run(),
            actions=[
                ChangeFlowRunState(
                    name="Crashed",
                    state=StateType.CRASHED,
                    message="heartbeat lost: its process or machine is gone",
                    force=False,
                ),
                *_calls(Alert("died", "run"), receivers, blocks),
            ],
        ),
        AutomationCore(
            name=f"{PREFIX}tell when no nightly run has ended",
            description="Worker down, schedule paused, machine off: nothing else would say so.",
            trigger=_silent_nights(receivers),
            actions=list(_calls(Alert("missed", "nightly"), receivers, blocks)),
            enabled=bool(blocks),
        ),
    ]


def apply() -> list[str]:
    """Make the server's automations those declared; returns what was done, a line each."""
    receivers = alert_settings()
    with get_client(sync_client=True) as client:
        wanted = declared(receivers, dict(_blocks(receivers)))
        present = {a.name: a for a in client.read_automations() if a.name.startswith(PREFIX)}
        done = [_put(client, automation, present.pop(automation.name, None)) for automation in wanted]
        for gone in present.values():
            client.delete_automation(gone.id)
            done.append(f"removed: {gone.name.removeprefix(PREFIX)}")
    return done


def _put(client: SyncPrefectClient, automation: AutomationCore, present: Automation | None) -> str:
    name = automation.name.removeprefix(PREFIX)
    if present is None:
        client.create_automation(automation)
        return f"created: {name}"
    if _comparable(present) == _comparable(automation):
        return f"unchanged: {name}"
    client.update_automation(present.id, automation)
    return f"updated: {name}"


def _comparable(automation: AutomationCore) -> Any:
    kept = automation.model_dump(mode="json", include={"description", "enabled", "trigger", "actions"})
    for name in ("expect", "after", "for_each"):
        kept["trigger"][name] = sorted(kept["trigger"][name])
    kept["trigger"].pop("id", None)
    return kept


def _silent_run() -> EventTrigger:
    return EventTrigger(
        posture=Posture.Proactive,
        match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
        match_related=_tagged(TAG),
        after={"prefect.flow-run.heartbeat"},
        expect={"prefect.flow-run.heartbeat", *(f"prefect.flow-run.{name}" for name in _AT_REST)},
        for_each={"prefect.resource.id"},
        threshold=1,
        within=heartbeat_limit(),
    )


def _silent_nights(receivers: AlertSettings) -> EventTrigger:
    return EventTrigger(
        posture=Posture.Proactive,
        match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
        match_related=_tagged(NIGHTLY_TAG),
        expect={f"prefect.flow-run.{name}" for name in _ENDED},
        threshold=1,
        within=timedelta(hours=receivers.nightly_hours),
    )


def _tagged(tag: str) -> ResourceSpecification:
    return ResourceSpecification({"prefect.resource.id": f"prefect.tag.{tag}", "prefect.resource.role": "tag"})


def _calls(alert: Alert, receivers: AlertSettings, blocks: dict[str, UUID]) -> Iterator[ActionTypes]:
    for kind, block in blocks.items():
        payload = json.dumps(body(kind, alert, receivers.language), ensure_ascii=False)
        yield CallWebhook(block_document_id=block, payload=payload)


def _blocks(receivers: AlertSettings) -> Iterator[tuple[str, UUID]]:
    """A Webhook block for every chat that is set. A DingTalk robot that wants signatures is left to the runs' hooks:
    the server cannot sign."""
    for kind in receivers.receivers:
        if kind != "mail" and not (kind == "dingtalk" and receivers.dingtalk_secret):
            block = Webhook(url=getattr(receivers, kind).get_secret_value(), headers=_JSON)
            saved: Any = block.save(f"fazhi-alerts-{kind}", overwrite=True)
            yield kind, saved
