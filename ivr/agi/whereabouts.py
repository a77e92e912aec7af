"""Errors told without their message."""

import traceback


def whereabouts(error: BaseException) -> str:
    """The kind of an error and where it rose, without its message, which may hold what a caller typed."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-4:]))
    return f"{type(error).__name__} at {places}"
