"""The plan: what an agent's time is worth, from a linear programme over expected traffic."""
