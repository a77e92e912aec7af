"""Texts said by a synthetic voice: read, filled with values in each language's own grammar, and turned into sound."""
