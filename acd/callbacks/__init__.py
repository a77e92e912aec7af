"""Call-backs outside the core: which numbers are called, who may ask, during which hours, and what a new daemon takes
up again."""
