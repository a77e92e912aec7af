"""The IVR: the caller's ear and mouth. Stands alone, usable without acd."""
