"""What is kept of callers, and how it goes: erased for one of them, let go by age for all."""
