"""Alerts: which a batch gives, what they say, and how they reach people. Nothing here can fail a batch."""
