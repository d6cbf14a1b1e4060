"""Cures that the doctor can carry out, with the system's own authorisation."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

from app.doctor.check import Check
from app.errors import Unusable

NO_HEADERS = 65
"""What INSTALL ends with where the kernel's headers are in no package."""
LOAD = """\
set -e
label="Standin Camera"
# Other programs' cameras come back under their names and numbers.
others= numbers= caps= count=1
for node in /sys/class/video4linux/video*; do
    [ -e "$node/max_openers" ] || continue
    name=$(tr -d ',"' < "$node/name")
    [ "$name" != "$label" ] || continue
    others=$others$name, numbers=$numbers${node##*/video}, caps=${caps}1, count=$((count + 1))
done
caps=${caps}1 labels=$others$label several=
[ $count = 1 ] || several="devices=$count video_nr=$numbers-1 "
[ ! -d /sys/module/v4l2loopback ] || modprobe -r v4l2loopback
modprobe v4l2loopback $several exclusive_caps=$caps card_label="$labels"
mkdir -p /etc/modules-load.d /etc/modprobe.d
echo v4l2loopback > /etc/modules-load.d/standin.conf
# What somebody has said of the module already stays as it is.
grep -qs '^options v4l2loopback' /etc/modprobe.d/*.conf ||
    echo "options v4l2loopback ${several}exclusive_caps=$caps card_label=\\"$labels\\"" \\
        > /etc/modprobe.d/standin.conf
"""
INSTALL = f"""\
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
headers=linux-headers-$(uname -r)
[ -d "/lib/modules/$(uname -r)/build" ] || apt-cache show "$headers" >/dev/null 2>&1 || exit {NO_HEADERS}
[ -d "/lib/modules/$(uname -r)/build" ] || apt-get -qq install -y "$headers"
apt-get -qq install -y v4l2loopback-dkms
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
    able = shutil.which("pkexec") is not None or (hasattr(os, "geteuid") and os.geteuid() == 0)
    return able and (name != "install" or shutil.which("apt-get") is not None)


def cure(name: str, row: Check) -> None:
    """Carries a cure out, after the system asked for a password.

    row: how the virtual camera is now; only the cure that it asks for is carried out
    Raises Unusable, with the reason, where nothing was to be mended or that failed.
    """
    if row.state == "ok":
        raise Unusable(f"Nothing was changed, as the virtual camera works: {row.why}")
    if row.cure != name:
        other = f"standin doctor --fix {row.cure}" if row.cure else row.fix
        raise Unusable(f"Nothing was changed, as something else is to be mended: {row.why}. {other}")
    words = ["sh", "-c", CURES[name].script]
    if os.geteuid() != 0:
        pkexec = shutil.which("pkexec")
        if pkexec is None:
            raise Unusable(
                f"pkexec is missing, which asks for the password. Run this as root: standin doctor --fix {name}"
            )
        words = [pkexec, *words]
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode in (126, 127) and os.geteuid() != 0:
        raise Unusable("Nobody gave the password, so nothing was changed. Try again")
    if done.returncode == NO_HEADERS:
        raise Unusable(
            f"There are no headers of the kernel {os.uname().release} to install, so no module can be built for it."
            " Start a kernel of your distribution, or use PipeWire's camera: standin run --virtual-camera pipewire"
        )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise Unusable(f"The cure did not work ({lines[-1] if lines else done.returncode}). Run the doctor again")
