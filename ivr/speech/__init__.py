"""The caller's speech: the door Asterisk knocks at (AEAP), who is speaking and when he has ended, and the engines."""
