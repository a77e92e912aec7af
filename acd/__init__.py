"""The routing engine: the hand on the switch."""
