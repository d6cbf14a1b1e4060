"""The virtual camera's rows on made-up machines: one for each cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.doctor.check import Check
from app.doctor.cures import CURES
from app.doctor.loopback import check, check_pipewire
from app.doctor.machine import SECURE_BOOT, SIGNED, Machine
from app.flow import Size

KERNEL = "6.1.0-30-amd64"
LABEL = "Standin Camera"
HD = Size(1280, 720)


class Fake:
    """A machine that is made up file by file; at first it has a kernel and nothing else."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {"USER": "anna", "XDG_RUNTIME_DIR": "/run/user/1000"}
        self.may_open = True
        self.write("proc/sys/kernel/osrelease", KERNEL + "\n")

    @property
    def machine(self) -> Machine:
        return Machine(self.root, self.environment, lambda: [1000], lambda path: self.may_open)

    def write(self, path: str, text: str | bytes = "") -> None:
        whole = self.root / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_bytes(text.encode() if isinstance(text, str) else text)

    def install(self, *, built: bool = True, headers: bool = True, signed: bool = True) -> None:
        self.write("usr/src/v4l2loopback-0.12.7/dkms.conf")
        if headers:
            self.write(f"lib/modules/{KERNEL}/build/Makefile")
        if built:
            self.write(f"lib/modules/{KERNEL}/modules.dep", "updates/dkms/v4l2loopback.ko: kernel/videodev.ko\n")
            self.write(f"lib/modules/{KERNEL}/updates/dkms/v4l2loopback.ko", b"ELF" + bytes(64) + SIGNED * signed)

    def load(self, label: str = LABEL, *, exclusive: str = "Y", state: str = "output", format_: str = "") -> None:
        self.install()
        self.write("sys/module/v4l2loopback/parameters/exclusive_caps", f"{exclusive},N,N,N\n")
        node = "sys/class/video4linux/video10"
        for fact, text in (("name", label), ("max_openers", "10"), ("state", state), ("format", format_)):
            self.write(f"{node}/{fact}", text + "\n")
        self.write("dev/video10")

    def program(self, name: str, number: int, opens: str = "") -> None:
        self.write(f"proc/{number}/comm", name + "\n")
        (self.root / f"proc/{number}/fd").mkdir()
        if opens:
            (self.root / f"proc/{number}/fd/7").symlink_to(opens)

    def check(self, *, ours: bool = False) -> Check:
        return check(self.machine, LABEL, HD, ours=ours)


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    return Fake(tmp_path)


def is_broken(row: Check, cause: str, *says: str) -> bool:
    """Asserts that a row is of a cause, and says why, what follows and what to do."""
    assert (row.name, row.state, row.cause) == ("virtual camera", "broken", cause)
    assert row.fix and row.cure in ("", *CURES)
    assert all(word in row.why + " | " + row.fix for word in says), row
    return True


def test_a_device_that_is_there_is_ok(fake: Fake) -> None:
    fake.load()
    assert fake.check().state == "ok" and "/dev/video10" in fake.check().why


def test_the_device_may_be_named_by_its_path(fake: Fake) -> None:
    fake.load("OBS Virtual Camera")
    assert check(fake.machine, "/dev/video10", HD, ours=False).state == "ok"


def test_the_module_is_absent(fake: Fake) -> None:
    assert is_broken(fake.check(), "module absent", "not installed", "apt install v4l2loopback-dkms")
    assert fake.check().cure == "install"


def test_the_kernels_headers_are_missing(fake: Fake) -> None:
    fake.install(built=False, headers=False)
    assert is_broken(fake.check(), "headers missing", KERNEL, f"linux-headers-{KERNEL}")


def test_the_module_was_not_built_for_this_kernel(fake: Fake) -> None:
    fake.install(built=False)
    assert is_broken(fake.check(), "module not built", "update", "dkms autoinstall")
    assert fake.check().cure == "build"


def test_the_module_is_not_loaded(fake: Fake) -> None:
    fake.install()
    assert is_broken(fake.check(), "module not loaded", "modprobe v4l2loopback exclusive_caps=1")
    assert fake.check().cure == "load"


def test_secure_boot_refuses_the_module(fake: Fake) -> None:
    fake.write(SECURE_BOOT, b"\6\0\0\0\1")
    fake.install(signed=False)
    assert is_broken(fake.check(), "secure boot, not signed", "Secure boot", "enroll")
    fake.install(signed=True)
    assert is_broken(fake.check(), "secure boot", "mokutil --import")


def test_secure_boot_that_is_off_is_no_cause(fake: Fake) -> None:
    fake.write(SECURE_BOOT, b"\6\0\0\0\0")
    fake.install(signed=False)
    assert is_broken(fake.check(), "module not loaded")


def test_a_module_without_devices(fake: Fake) -> None:
    fake.install()
    fake.write("sys/module/v4l2loopback/version", "0.12.7\n")
    assert is_broken(fake.check(), "no device", "without a device")


def test_another_programs_label_came_first(fake: Fake) -> None:
    fake.load("OBS Virtual Camera")
    assert is_broken(fake.check(), "other label", "'OBS Virtual Camera'", "modprobe -r", "--virtual-camera")
    assert fake.check().cure == "load"
    fake.program("obs", 41, "/dev/video10")
    assert is_broken(fake.check(), "other label", "Close obs first")
    assert fake.check().cure == ""


def test_the_user_is_not_in_the_group_video(fake: Fake) -> None:
    fake.load()
    fake.may_open = False
    fake.write("etc/group", "video:x:44:boris\n")
    assert is_broken(fake.check(), "group video", "usermod -a -G video")
    assert fake.check().cure == "join"


def test_the_group_waits_for_the_next_login(fake: Fake) -> None:
    fake.load()
    fake.may_open = False
    fake.write("etc/group", "video:x:44:boris,anna\n")
    assert is_broken(fake.check(), "group not active", "Log out")


def test_another_program_writes_to_the_device(fake: Fake) -> None:
    fake.load(state="capture", format_="YU12:1280x720@30")
    fake.program("ffmpeg", 42, "/dev/video10")
    assert is_broken(fake.check(), "busy", "ffmpeg", "End that program")
    assert fake.check(ours=True).state == "ok"


def test_the_format_is_locked_by_a_watcher(fake: Fake) -> None:
    fake.load(format_="YU12:640x480@30")
    fake.program("chrome", 43, "/dev/video10")
    assert is_broken(fake.check(), "format locked", "640x480", "chrome", "1280x720")


def test_exclusive_caps_is_wrong(fake: Fake) -> None:
    fake.load(exclusive="N")
    assert is_broken(fake.check(), "exclusive_caps", "browsers do not list it", "modprobe -r")


def test_an_old_driver_tells_no_state(fake: Fake) -> None:
    fake.load(format_="YU12:1280x720@30")
    (fake.root / "sys/class/video4linux/video10/state").unlink()
    assert is_broken(fake.check(), "busy", "another program")


def test_pipewires_camera_takes_the_place_of_a_module_that_is_missing(fake: Fake) -> None:
    fake.write("run/user/1000/pipewire-0")
    row = fake.check()
    assert is_broken(row, "module absent", "or have PipeWire's camera: sudo apt install gstreamer1.0-tools")
    fake.write("usr/bin/gst-launch-1.0")
    assert (fake.check().state, fake.check().cause, fake.check().cure) == ("warning", "PipeWire only", "install")


def test_pipewires_camera_where_it_is_chosen(fake: Fake) -> None:
    assert is_broken(check(fake.machine, "pipewire", HD, ours=False), "no PipeWire")
    fake.write("run/user/1000/pipewire-0")
    assert is_broken(check(fake.machine, "pipewire", HD, ours=False), "GStreamer missing", "apt install")
    fake.write("usr/bin/gst-launch-1.0")
    assert check(fake.machine, "pipewire", HD, ours=False).state == "ok"


def test_pipewire_is_ok_where_it_is_not_used(fake: Fake) -> None:
    assert check_pipewire(fake.machine).state == "ok"


def test_each_part_of_pipewire_that_is_missing_is_named(fake: Fake) -> None:
    causes = []
    fake.write("run/user/1000/pipewire-0")
    causes.append(check_pipewire(fake.machine).cause)
    fake.write("run/user/1000/bus")
    causes.append(check_pipewire(fake.machine).cause)
    fake.program("wireplumber", 50)
    causes.append(check_pipewire(fake.machine).cause)
    fake.program("xdg-desktop-por", 51)
    causes.append(check_pipewire(fake.machine).cause)
    assert causes == ["no bus", "no session manager", "no portal", ""]
