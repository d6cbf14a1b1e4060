"""Starts the program: python -m app, or the command standin."""

import sys

from app.cli import main

if __name__ == "__main__":
    sys.exit(main())
