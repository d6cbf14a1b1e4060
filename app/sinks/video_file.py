"""A video file, through a pipe into ffmpeg."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from app.errors import DeviceLost, Unusable
from app.flow import Picture, Size

SUFFIXES = (".mp4", ".mkv")
# Equal input gives equal bytes: no dates, no program versions, a fixed number of threads.
EXACT = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1"]
# Each second is a piece of its own and goes to the disk at once, so that a killed recording plays that far.
FRAGMENTED = ["-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-flush_packets", "1"]
LEAST_ROOM_BYTES = 20_000_000
CLUSTERED = ["-cluster_time_limit", "1000", "-flush_packets", "1"]


def check_new_video(path: Path) -> None:
    """Raises Unusable, with what to do, where no video can be written or a file would be lost."""
    if not shutil.which("ffmpeg"):
        raise Unusable("Video files need ffmpeg. Install it (on Debian: sudo apt install ffmpeg)")
    if path.suffix.lower() not in SUFFIXES:
        raise Unusable(f"A video file is named .mp4 or .mkv, not {path.name}")
    if path.exists():
        raise Unusable(f"There is already a file {path}. Choose another name, or move that file away")
    if not path.parent.is_dir():
        raise Unusable(f"There is no folder {path.parent}. Make it or choose another place for the video")
    if not os.access(path.parent, os.W_OK):
        raise Unusable(f"{path} cannot be written. Choose another place for the video")
    if shutil.disk_usage(path.parent).free < LEAST_ROOM_BYTES:
        least = LEAST_ROOM_BYTES // 1_000_000
        raise Unusable(f"There is too little room for a video in {path.parent} ({least} MB at least). Make room there")


class VideoFile:
    """An MP4 or MKV file of H.264.

    path: where it is written; an existing file is never replaced
    sound: a file whose sound track goes along, cut to the pictures' length or followed by silence
    While it is written it is playable as far as it goes: fragmented MP4, or MKV. `close` makes it an ordinary MP4.
    Raises Unusable as `check_new_video` does.
    """

    def __init__(self, path: Path, size: Size, rate_hz: float, sound: Path | None = None) -> None:
        check_new_video(path)
        self._program = "ffmpeg"
        self._path, self._sound = path, sound
        self._rate_hz, self._count = rate_hz, 0
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed in close
        self._process = subprocess.Popen(
            [
                *[self._program, "-hide_banner", "-loglevel", "error", "-y"],
                *["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", str(size), "-r", f"{rate_hz:g}", "-i", "-"],
                *["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-g", f"{rate_hz:.0f}", "-threads", "2"],
                *["-pix_fmt", "yuv420p", "-color_range", "tv", "-colorspace", "smpte170m", *EXACT],
                *(FRAGMENTED if path.suffix.lower() == ".mp4" else CLUSTERED),
                str(path),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            start_new_session=True,  # Ctrl-C is for us: ffmpeg ends when its input does
        )

    def watched(self) -> bool:
        """Always: a recording goes on though nobody looks."""
        return True

    def send(self, picture: Picture) -> None:
        """Adds one picture; raises DeviceLost when it cannot be written, as on a full disk."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(picture.i420.data)
        except OSError as error:
            raise DeviceLost(f"The video {self._path.name} cannot be written on: {self._reason()}") from error
        self._count += 1

    def close(self) -> None:
        """Ends the file and makes it an ordinary one; what was written stays playable where that fails.

        Raises DeviceLost when pictures could not be written, or the sound that was to go along.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except OSError:
            pass
        failed = self._process.wait() != 0
        reason = self._reason() if failed else ""
        self._errors.close()
        if failed and self._path.exists() and not self._path.stat().st_size:
            self._path.unlink()
        if failed:
            raise DeviceLost(f"The video {self._path.name} ends early: {reason}")
        if self._path.suffix.lower() == ".mp4" or self._sound is not None:
            self._remux()

    def _remux(self) -> None:
        finished = self._path.with_name(f".{self._path.stem}.finished{self._path.suffix}")
        sound = []
        if self._sound is not None:
            # As 16 bits, since the encoder refuses what is no number.
            sound = ["-i", str(self._sound), "-map", "0:v", "-map", "1:a?", "-af", "aformat=sample_fmts=s16,apad"]
            sound += ["-c:a", "aac", "-t", f"{self._count / self._rate_hz:.6f}"]
        result = subprocess.run(
            [
                *[self._program, "-hide_banner", "-loglevel", "error", "-y", "-i", str(self._path), *sound],
                *["-c:v", "copy", "-movflags", "+faststart", *EXACT, str(finished)],
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            start_new_session=True,
            check=False,
        )
        if result.returncode == 0:
            os.replace(finished, self._path)
        else:
            finished.unlink(missing_ok=True)
            if self._sound is not None:
                said = result.stderr.decode(errors="replace")
                raise DeviceLost(f"The video {self._path.name} is without sound: {_in_a_line(said)}")

    def _reason(self) -> str:
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._errors.seek(0)
        return _in_a_line(self._errors.read().decode(errors="replace"))


def _in_a_line(said: str) -> str:
    if os.strerror(errno.ENOSPC) in said:
        return "the disk is full. Make room there"
    return said.strip().splitlines()[-1] if said.strip() else "ffmpeg stopped"
