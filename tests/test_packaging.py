"""What the packages promise beside the program: the same camera, the same libraries, scripts that a shell can read."""

from __future__ import annotations

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


def test_the_module_s_options_are_those_of_the_cure_and_of_the_program() -> None:
    options = (PACKAGING / "debian/standin.conf").read_text().splitlines()[-1].removeprefix("options v4l2loopback ")
    assert options in LOAD and f'card_label="{LABEL}"' in options


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
