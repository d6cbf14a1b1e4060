"""What the packages promise beside the program: the same camera, the same libraries, scripts that a shell can read."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.doctor.cures import LOAD
from app.sinks.virtual_camera import LABEL

PACKAGING = Path(__file__).resolve().parents[1] / "packaging"
SCRIPTS = sorted(path for path in PACKAGING.rglob("*") if path.is_file() and path.read_bytes()[:9] == b"#!/bin/sh")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_read_by_the_shell(path: Path) -> None:
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0


def loaded(root: Path, cameras: dict[str, str], modprobe: str = "") -> str:
    """What the cure leaves as the module's options in a made-up system with these cameras of v4l2loopback."""
    for number, label in cameras.items():
        node = root / "sys/class/video4linux" / number
        node.mkdir(parents=True)
        (node / "max_openers").touch()
        (node / "name").write_text(label + "\n")
        (root / "sys/module/v4l2loopback").mkdir(parents=True, exist_ok=True)
    (root / "bin").mkdir(exist_ok=True)
    (root / "bin/modprobe").write_text(f'#!/bin/sh\necho "$@" >> {root}/ran\n{modprobe}\n')
    (root / "bin/modprobe").chmod(0o755)
    script = LOAD.replace("/sys/", f"{root}/sys/").replace("/etc/", f"{root}/etc/")
    path = f"{root}/bin:{os.environ['PATH']}"
    subprocess.run(["sh", "-c", script], env={**os.environ, "PATH": path}, check=False, capture_output=True)
    written = root / "etc/modprobe.d/standin.conf"
    return written.read_text().strip() if written.exists() else ""


def test_the_module_s_options_are_those_of_the_cure_and_of_the_program(tmp_path: Path) -> None:
    options = (PACKAGING / "debian/standin.conf").read_text().splitlines()[-1].removeprefix("options v4l2loopback ")
    assert loaded(tmp_path, {}) == f"options v4l2loopback {options}" and f'card_label="{LABEL}"' in options


def test_other_programs_cameras_come_back_beside_ours_and_what_is_set_up_stays(tmp_path: Path) -> None:
    said = loaded(tmp_path, {"video3": "OBS Cam", "video4": LABEL, "video5": "Other"})
    assert said == (
        f'options v4l2loopback devices=3 video_nr=3,5,-1 exclusive_caps=1,1,1 card_label="OBS Cam,Other,{LABEL}"'
    )
    assert (tmp_path / "ran").read_text().splitlines()[0] == "-r v4l2loopback"
    (tmp_path / "etc/modprobe.d/standin.conf").unlink()
    (tmp_path / "etc/modprobe.d/mine.conf").write_text("options v4l2loopback devices=4\n")
    assert loaded(tmp_path, {}) == ""


def test_a_module_that_cannot_be_loaded_leaves_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, {}, "exit 1") == "" and not (tmp_path / "etc").exists()


def test_the_package_depends_on_what_set_up_installs() -> None:
    control = (PACKAGING / "debian/control").read_text()
    wanted = re.search(r'^packages="(.*?)"', (PACKAGING.parent / "run").read_text(), re.MULTILINE | re.DOTALL)
    assert wanted is not None
    libraries = {name for name in wanted[1].replace("\\\n", " ").split() if name.startswith("lib")}
    assert {name for name in libraries if not re.search(rf"\b{re.escape(name)}\b", control)} == set()


def test_the_postinst_never_fails(tmp_path: Path) -> None:
    for words in (["configure"], ["configure", "0.1"], ["abort-upgrade"], []):
        done = subprocess.run(["/bin/sh", str(PACKAGING / "debian/postinst"), *words], env={"PATH": ""}, check=False)
        assert done.returncode == 0


def test_the_description_for_shops_names_what_is_installed() -> None:
    root = ElementTree.parse(PACKAGING / "debian/standin.metainfo.xml").getroot()
    launchable = root.findtext("launchable") or ""
    assert (PACKAGING / "debian" / launchable).exists()
