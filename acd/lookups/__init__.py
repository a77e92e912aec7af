"""Lookups for callers: services and databases of others are asked, and nothing they do or leave undone can hold a
caller longer than the time-out, or the house at all."""
