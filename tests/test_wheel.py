"""The wheel as its user meets it: in an environment of its own, away from the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SEED = ("ontology", "kb", "templates")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout by the locked build tool, without a network."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


@dataclass(frozen=True)
class Installation:
    """An environment the wheel was unpacked into, and the folder its user stands in."""

    folder: Path
    home: Path

    @property
    def packages(self) -> Path:
        """Where modules are imported from."""
        scheme = {"base": str(self.folder), "platbase": str(self.folder)}
        return Path(sysconfig.get_path("purelib", "venv", vars=scheme))

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program of this environment; nothing of the caller's Python settings goes along."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
        environment |= {"HOME": str(self.home), "PYTHONDONTWRITEBYTECODE": "1"}
        program, *arguments = words
        command = [str(self.folder / "bin" / program), *arguments]
        return subprocess.run(
            command, cwd=self.home, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    def files(self) -> set[Path]:
        """Every file the installation consists of."""
        return {path for path in self.packages.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel unpacked as an installer does it: modules, metadata, and a script an entry point.

    The dependencies are read from where the tests have them. A path file adds that folder alone and does not
    obey the path files in it, so the checkout stays out of reach."""
    installation = Installation(tmp_path_factory.mktemp("clean"), tmp_path_factory.mktemp("home"))
    venv.create(installation.folder, with_pip=False, symlinks=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installation.packages)
    dependencies = installation.packages / "dependencies.pth"
    dependencies.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (entry_points,) = installation.packages.glob("briefwright-*.dist-info/entry_points.txt")
    scripts = ConfigParser()
    scripts.read(entry_points, encoding="utf-8")
    for name, target in scripts["console_scripts"].items():
        module, function = target.split(":")
        script = installation.folder / "bin" / name
        call = f"import sys\nfrom {module} import {function}\nsys.exit({function}())\n"
        script.write_text(f"#!{installation.folder}/bin/python\n{call}", encoding="utf-8")
        script.chmod(0o755)
    return installation


@pytest.mark.parametrize("name", SEED)
def test_the_wheel_holds_every_seed_file_and_no_other(wheel: Path, name: str) -> None:
    seed = {p.relative_to(ROOT).as_posix() for p in (ROOT / name).rglob("*") if p.is_file()}
    with zipfile.ZipFile(wheel) as archive:
        prefix = "briefwright/_data/"
        packed = {n.removeprefix(prefix) for n in archive.namelist() if n.startswith(f"{prefix}{name}/")}
    assert seed
    assert packed == seed


def test_the_wheel_holds_the_settings_that_mark_a_workspace(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        settings = archive.read("briefwright/_data/briefwright.toml")
    assert settings == (ROOT / "briefwright.toml").read_bytes()


def test_the_wheel_installs_one_package_and_its_metadata(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {n.split("/")[0].partition("-")[0] for n in names} == {"briefwright"}
    licences = {n.rpartition("/")[2] for n in names if ".dist-info/licenses/" in n}
    assert licences == {"LICENSE", "LICENSE-CC-BY-4.0", "NOTICE"}


def test_the_command_runs_away_from_the_checkout(installed: Installation) -> None:
    origin = installed.run("python", "-c", "import briefwright; print(briefwright.__file__)")
    assert Path(origin.stdout.strip()).is_relative_to(installed.packages)
    shown = installed.run("briefwright", "--help")
    assert shown.returncode == 0, shown.stderr
    assert "check" in shown.stdout


def test_check_reads_the_seed_and_leaves_the_installation_as_it_was(installed: Installation) -> None:
    before = installed.files()
    checked = installed.run("briefwright", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert installed.files() == before
