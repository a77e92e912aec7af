"""How many agents an interval needs."""
