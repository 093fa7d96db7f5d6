"""`python -m memorial` is the `memorial` program."""

from __future__ import annotations

import sys

from memorial.cli import main

if __name__ == "__main__":
    sys.exit(main())
