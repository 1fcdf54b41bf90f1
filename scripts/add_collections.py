"""Put the Ansible collections that Molecule's docker driver needs into this environment, without Galaxy."""

import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

COLLECTIONS = ("ansible/posix", "community/docker", "community/library_inventory_filtering_v1")


def download(lock: Path, folder: Path) -> Path:
    """Fetch the one package that the lock file names and return its path."""
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    options.append("--ignore-requires-python")  # it is unpacked, not installed
    subprocess.run([sys.executable, "-m", "pip", "download", *options, "--dest", folder, "-r", lock], check=True)
    return next(folder.glob("*.whl"))


def unpack(wheel: Path, site_packages: Path, collections: tuple[str, ...] = COLLECTIONS) -> None:
    """Unpack the wanted collections from the wheel to where the wheel itself would install them."""
    wanted = tuple(f"ansible_collections/{name}/" for name in collections)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site_packages, [name for name in archive.namelist() if name.startswith(wanted)])


def main() -> None:
    """Read the lock file named on the command line."""
    with tempfile.TemporaryDirectory() as folder:
        unpack(download(Path(sys.argv[1]), Path(folder)), Path(sysconfig.get_path("purelib")))


if __name__ == "__main__":
    main()
