"""Where the frozen program starts."""

import os
import sys

# The bundle's libraries are for this process: ffmpeg, pkexec and the like take the system's own.
if sys.platform == "linux" and "_PYI_APPLICATION_HOME_DIR" in os.environ:
    former = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if former:
        os.environ["LD_LIBRARY_PATH"] = former

from app.cli import main

sys.exit(main())
