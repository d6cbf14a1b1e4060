"""Cures that the doctor can carry out, with the system's own authorisation."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

from app.errors import Unusable

LOAD = """\
set -e
mkdir -p /etc/modules-load.d /etc/modprobe.d
echo v4l2loopback > /etc/modules-load.d/standin.conf
options='exclusive_caps=1 card_label="Standin Camera"'
[ -e /etc/modprobe.d/standin.conf ] || echo "options v4l2loopback $options" > /etc/modprobe.d/standin.conf
modprobe -r v4l2loopback 2>/dev/null || true
if [ -d /sys/module/v4l2loopback ]; then
    v4l2loopback-ctl add -x 1 -n "Standin Camera" >/dev/null
else
    modprobe v4l2loopback exclusive_caps=1 card_label="Standin Camera"
fi
"""
INSTALL = """\
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
headers=linux-headers-$(uname -r)
apt-get -qq install -y v4l2loopback-dkms "$headers"
"""
BUILD = "dkms autoinstall\n"
JOIN = 'usermod -a -G video "$(id -n -u "${PKEXEC_UID:-${SUDO_UID:-0}}")"'


@dataclass(frozen=True)
class Cure:
    """A cure: what a button says, and the shell text that root runs, the same on every machine."""

    title: str
    script: str


CURES = {
    "load": Cure("Load the module", LOAD),
    "install": Cure("Install the module", INSTALL + LOAD),
    "build": Cure("Build the module", BUILD + LOAD),
    "join": Cure("Join the group 'video'", JOIN),
}


def can_cure(name: str) -> bool:
    """Whether a button can offer this cure: it asks for the password by way of pkexec."""
    able = shutil.which("pkexec") is not None or os.geteuid() == 0
    return able and (name != "install" or shutil.which("apt-get") is not None)


def cure(name: str) -> None:
    """Carries a cure out, after the system asked for a password; raises Unusable, with the reason, where that fails."""
    if name not in CURES:
        raise Unusable(f"There is no cure '{name}'; there are {', '.join(CURES)}")
    words = ["sh", "-c", CURES[name].script]
    if os.geteuid() != 0:
        pkexec = shutil.which("pkexec")
        if pkexec is None:
            raise Unusable("pkexec is missing, which asks for the password. Run this as root: standin doctor --fix")
        words = [pkexec, *words]
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode in (126, 127) and os.geteuid() != 0:
        raise Unusable("Nobody gave the password, so nothing was changed. Try again")
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise Unusable(f"The cure did not work ({lines[-1] if lines else done.returncode}). Run the doctor again")
