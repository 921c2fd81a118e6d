"""Passwords of protected files, from where the list of processes does not show them."""

from __future__ import annotations

import argparse
from pathlib import Path


def from_file(path: str) -> list[str]:
    """For argparse: one password a line; a password may begin or end with a space."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise argparse.ArgumentTypeError(f"{path} is not text in UTF-8.") from error
    return [line for line in lines if line]
