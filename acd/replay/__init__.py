"""Recorded traffic under another configuration."""
