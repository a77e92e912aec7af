"""Where the lab keeps what it makes: `.venv` and `.lab` in the checkout, nothing anywhere else."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LAB = CHECKOUT / ".lab"
