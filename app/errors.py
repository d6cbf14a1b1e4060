"""Errors that a person can answer: what happened, then what to do."""


class StandinError(Exception):
    """Something a person can put right; its text is the sentence they read."""


class DeviceLost(StandinError):
    """A device or file that worked before gives nothing any more."""


class Unusable(StandinError):
    """A file, setting or device that cannot be used as it is."""


def in_short(error: BaseException) -> str:
    """The first line of an error's text, or its type where it has none, for a status line."""
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
