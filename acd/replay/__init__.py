"""Recorded traffic again: the journal verified decision by decision, and tried under another configuration."""
