"""The one error of the lab: a line a person can act on."""


class LabError(Exception):
    """The lab cannot go on; the text is one line that says what is wrong and what to do."""
