"""The image holds what its processes need, and its recipe copies nothing that is not there. No image is built here."""

import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from deploy.stack.processes import REPOSITORY

RECIPE = REPOSITORY / "deploy" / "images" / "Dockerfile"
FROM_HERE = re.compile(r"^COPY (?!--from=)(?P<sources>.+) (?P<target>\S+)$", re.MULTILINE)
EVERYTHING = """
import importlib, importlib.metadata, os, pkgutil, re, runpy, sys

def plain(name):
    return re.sub("[-_.]+", "-", name).lower()

class NotInTheImage:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in foreign:
            raise ModuleNotFoundError(name + " is not in requirements.lock", name=name)

locked = {plain(name) for name in re.findall("^([^ =]+)==", open("requirements.lock").read(), re.MULTILINE)}
packages = importlib.metadata.packages_distributions().items()
foreign = {package for package, of in packages if not locked & {plain(name) for name in of}}
sys.meta_path.insert(0, NotInTheImage())
import eventlet; eventlet.monkey_patch()
os.environ["PROMETHEUS_MULTIPROC_DIR"] = "figures"
runpy.run_path("deploy/images/gunicorn.conf.py")
import services, gateway
for package in (services, gateway):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
        print(module.name)
"""
"""Prints every module of ours, imported without the libraries that are there for tests and the local stack alone."""


def copied() -> list[tuple[str, str]]:
    """Source and target of each file or folder that comes from this repository."""
    return [
        (source, line["target"])
        for line in FROM_HERE.finditer(RECIPE.read_text())
        for source in line["sources"].split()
    ]


def test_everything_that_the_recipe_copies_is_there_and_sent_to_the_builder() -> None:
    sent = [line[1:] for line in Path(f"{RECIPE}.dockerignore").read_text().split() if line.startswith("!")]
    assert copied()
    for source, _ in copied():
        assert (REPOSITORY / source).exists(), source
        assert any(fnmatch(source, pattern) or source.startswith(pattern + "/") for pattern in sent), source
    assert set(sent) == {source for source, _ in copied()}, "what is sent is copied"


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A folder with what the recipe copies, where it copies it."""
    for source, target in copied():
        place = tmp_path / target
        if (REPOSITORY / source).is_dir():
            shutil.copytree(REPOSITORY / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place = place / Path(source).name if target.endswith(("/", ".")) else place
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / source, place)
    return tmp_path


def test_every_module_and_the_settings_of_gunicorn_can_be_imported_from_what_the_image_holds(image: Path) -> None:
    """Nothing of this repository that is not copied, and no library that requirements.lock does not bring."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EVERYTHING], cwd=image, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, (
        f"add the library to pyproject.toml and run `make lock`, or copy the file:\n{done.stderr}"
    )
    assert {"services.run", "services.registry.service", "gateway.app"} <= set(done.stdout.split())
