"""Standin: a virtual camera that shows you, with your room blurred or replaced."""
