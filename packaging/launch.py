"""Where the frozen program starts."""

import os
import sys

# The bundle's libraries are for this process: ffmpeg, pkexec and the like take the system's own.
if sys.platform == "linux":
    former = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if former:
        os.environ["LD_LIBRARY_PATH"] = former

from app.cli import main

sys.exit(main())
