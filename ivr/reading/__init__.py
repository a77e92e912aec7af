"""From files people write to what the walk goes by; every problem with its file, line and key."""
