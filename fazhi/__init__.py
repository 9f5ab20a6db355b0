"""fazhi: the yearly reports on rule-of-law government, turned into a validated table of figures."""

__version__ = "0.1.0"
