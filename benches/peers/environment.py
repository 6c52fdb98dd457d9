"""The virtual environment that holds the peers, at the versions of requirements.txt."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIST_INSTALLED = """
from importlib.metadata import distributions
for found in distributions():
    print(f"{found.name}=={found.version}")
"""


def target_directory():
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def directory():
    return Path(os.environ.get("REFRAIN_PEERS_VENV", target_directory() / "peers-venv"))


def pins():
    """Returns the pinned requirement of each package."""
    lines = (HERE / "requirements.txt").read_text().split()
    return {line.split("==")[0]: line for line in lines}


def installed(python):
    listing = subprocess.check_output([python, "-c", LIST_INSTALLED], text=True)
    return set(listing.split())


def prepare(packages):
    """Returns a Python that has the packages, installing what is absent or of another version."""
    python = directory() / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", directory()], check=True)
    needed = {pins()[package] for package in packages}
    absent = sorted(needed - installed(python))
    if absent:
        print("installing", *absent, file=sys.stderr)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *absent], check=True)
    return str(python)
