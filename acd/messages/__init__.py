"""What callers leave behind, once they have: tapes on the disk, rows in the store, mail; and what callers are told."""
