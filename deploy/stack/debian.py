"""Installs what pip cannot bring, through apt. Runs before the virtual environment exists: standard library only.

``python3 deploy/stack/debian.py python3-venv`` is what the Makefile calls on a bare machine.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# Debian asks this file whether a freshly installed package may start its daemon: 101 means no.
POLICY = Path("/usr/sbin/policy-rc.d")

INSTALL = """\
set -e
if [ ! -e {policy} ]; then printf '#!/bin/sh\\nexit 101\\n' > {policy}; chmod 755 {policy}; trap 'rm -f {policy}' EXIT; fi
export DEBIAN_FRONTEND=noninteractive
apt-get install -q -y --no-install-recommends {packages} || {{ apt-get update -q && \
apt-get install -q -y --no-install-recommends {packages}; }}
"""


class CannotInstall(Exception):
    """The packages are missing and this account cannot install them; the text says what to do."""


def install(*packages: str) -> None:
    """Install Debian packages without starting their daemons; apt's output goes to the terminal.

    Raises CannotInstall where there is no apt, or neither root nor sudo without a password.
    """
    advice = f"please install it and run this again: apt-get install {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise CannotInstall(f"missing: {' '.join(packages)} (there is no apt-get here; {advice})")
    become_root: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode:
            raise CannotInstall(f"missing: {' '.join(packages)}. Without root or sudo it cannot be installed: {advice}")
        become_root = ["sudo", "-n"]
    print(f"Installing {' '.join(packages)} through apt, once …", flush=True)
    script = INSTALL.format(policy=POLICY, packages=" ".join(packages))
    with tempfile.TemporaryDirectory() as elsewhere:
        result = subprocess.run([*become_root, "sh", "-c", script], cwd=elsewhere, stdin=subprocess.DEVNULL)
    if result.returncode:
        raise CannotInstall(f"apt could not install {' '.join(packages)}; {advice}")


if __name__ == "__main__":
    try:
        install(*sys.argv[1:])
    except CannotInstall as reason:
        sys.exit(str(reason))
