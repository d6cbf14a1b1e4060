"""OpenCV, imported once with its limits set and the environment it changes put back.

Every other module imports cv2 from here. `import cv2` may set QT_QPA_PLATFORM_PLUGIN_PATH, QT_QPA_FONTDIR and
an LD_LIBRARY_PATH with an empty entry, from which child processes would load libraries of the current folder.
"""

import os

MAX_PICTURE_PIXELS = 50_000_000

# A 106 KB PNG of 30000 x 30000 otherwise takes 5 GB; both limits are read when cv2 is loaded.
os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(MAX_PICTURE_PIXELS)
# Opening a camera through Media Foundation takes 12 s with hardware transforms.
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
# A V4L2 read otherwise blocks 10 s when frames stop coming.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
_CHANGED = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")
_before = {name: os.environ.get(name) for name in _CHANGED}

import cv2  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

# One thread for each stage: the stages run beside each other, and more threads cost more CPU than they save.
cv2.setNumThreads(1)

__all__ = ["MAX_PICTURE_PIXELS", "cv2"]
