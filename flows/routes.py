"""Prefect's routes, made ready when they are asked for: a server that has just begun answers its first requests sooner.

FastAPI makes the routes of a router ready when it first looks for a request among them, 5 ms a route, and it looks
through one router after the other: the first request to the last of them waited for 200 routes. Here it passes those
over whose prefix the request does not have, in which it would find nothing.
"""

from typing import Any

from fastapi import routing
from starlette._utils import get_route_path
from starlette.routing import Match


def look_by_prefix() -> None:
    """Have FastAPI look for a request in the routers that it can be in; one that is made otherwise is left alone."""
    included = getattr(routing, "_IncludedRouter", None)
    if included is None:
        return
    look = included.matches

    def matches(self: Any, scope: Any) -> tuple[Match, Any]:
        if not get_route_path(scope).startswith(_prefix(self)):
            return Match.NONE, {}
        found: tuple[Match, Any] = look(self, scope)
        return found

    included.matches = matches


def _prefix(included: Any) -> str:
    """What every path of a router that is part of another begins with, up to its first parameter."""
    whole: str = included.include_context.prefix + included.original_router.prefix
    return whole.partition("{")[0]
