"""Why an engine cannot be opened, told to people."""


class EngineError(Exception):
    """The message says what is missing or wrong, where, and what to do."""
