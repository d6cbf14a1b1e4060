"""Standin: a virtual camera that shows you, with your room blurred or replaced."""

__version__ = "0.1.0"
