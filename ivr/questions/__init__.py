"""Questions that hear: what each kind of node asks (`question`), and what any answer leads to (`answers`)."""
