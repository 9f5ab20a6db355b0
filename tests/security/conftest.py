"""The traps, for every test of this room."""

from tests.security.traps import canary, listener, no_network

__all__ = ["canary", "listener", "no_network"]
