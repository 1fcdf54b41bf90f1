#!/usr/bin/python3
"""Assemble a root file system from unpacked Debian packages: rootfs.py SPEC.json writes a reproducible tar.

No package is installed, so none of their scripts run; what was unpacked is noted in var/lib/dpkg/status.d, where
scanners look for it. The keys of a specification are explained in the role's README.
"""

import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

TOP_FOLDERS = ("usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "etc", "home", "proc", "sys", "dev", "run", "tmp", "root", "var/tmp")
MERGED_FOLDERS = ("bin", "sbin", "lib", "lib64")
NEVER_UNPACKED = ("usr/share/man", "usr/share/info", "usr/share/locale", "usr/share/lintian", "usr/share/bash-completion", "etc/init.d")
DOCUMENTS = "usr/share/doc"
NOTED_FIELDS = ("Package", "Version", "Architecture", "Maintainer", "Source", "Depends")
LOADER = "/lib64/ld-linux-x86-64.so.2"
LIBRARIES = "usr/lib/x86_64-linux-gnu"
# Mirrors of sid may be weeks behind its own limit; what is signed stays signed.
SUITES_WITH_OLD_INDEXES = ("sid",)
BUNDLE = "etc/ssl/certs/ca-certificates.crt"


class RootfsError(Exception):
    """What was asked for cannot be assembled; the text says why."""


def run(*command, cwd=None):
    """Run a command and return what it printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RootfsError(f"{' '.join(map(str, command[:3]))} ... failed: {done.stderr.strip()[-600:]}")
    return done.stdout


def apt_options(folder, sources, suite):
    """Options that make apt use these sources and these folders alone, whatever the host's apt knows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "sources.list").write_text("\n".join(sources) + "\n")
    (folder / "status").touch()
    places = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferencesparts": "-",
        "Dir::Etc::preferences": "-",
        "Dir::State::lists": folder / "lists",
        "Dir::State::status": folder / "status",
        "Dir::Cache::archives": folder / "archives",
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
    }
    if suite in SUITES_WITH_OLD_INDEXES:
        places["Acquire::Check-Valid-Until"] = "false"
    return [f"-o{name}={value}" for name, value in places.items()]


def download(spec, work):
    """Fetch the packages from the first suite that the mirror has, and return its name and the files."""
    refused = []
    for suite in spec["suites"]:
        options = apt_options(work / suite, spec["sources"][suite], suite)
        packages = work / suite / "packages"
        packages.mkdir(exist_ok=True)
        try:
            run("apt-get", "-qq", *options, "update")
            run("apt-get", "-qq", *options, "download", *spec["packages"], cwd=packages)
        except RootfsError as error:
            refused.append(f"{suite}: {error}")
            continue
        return suite, sorted(packages.glob("*.deb"))
    raise RootfsError("no suite gave the packages. " + " ".join(refused))


def make_skeleton(root):
    """Make the folders that every Debian system has, bin and lib being links into usr."""
    for name in TOP_FOLDERS:
        (root / name).mkdir(parents=True)
    for name in MERGED_FOLDERS:
        (root / name).symlink_to(f"usr/{name}")
    (root / "var/run").symlink_to("/run")
    for name in ("tmp", "var/tmp"):
        (root / name).chmod(0o1777)
    (root / "root").chmod(0o700)


def unpack(root, package):
    """Unpack one package, note it for scanners, and return its name and version."""
    excluded = [f"--exclude=./{name}/*" for name in NEVER_UNPACKED]
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as source:
        subprocess.run(["tar", "-x", "-C", str(root), "--keep-directory-symlink", *excluded], stdin=source.stdout, check=True)
    if source.returncode:
        raise RootfsError(f"{package.name} cannot be unpacked")
    fields = run("dpkg-deb", "-f", package, *NOTED_FIELDS)
    noted = dict(re.findall(r"^(\S+): (.*)$", fields, re.MULTILINE))
    status = root / "var/lib/dpkg/status.d" / noted["Package"]
    status.parent.mkdir(parents=True, exist_ok=True)
    status.write_text(fields)
    return noted["Package"], noted["Version"]


def matches(root, patterns):
    """Return the paths below root that the shell patterns name."""
    return [Path(found) for pattern in patterns for found in sorted(glob.glob(f"{root}/{pattern}", include_hidden=True))]


def delete(path):
    """Delete a file, a link or a whole folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def keep_documents_of_licence(root):
    """Of the documents keep the copyright files alone."""
    for folder, _, names in os.walk(root / DOCUMENTS, topdown=False):
        for name in names:
            if name != "copyright" or (Path(folder) / name).is_symlink():
                (Path(folder) / name).unlink()
        if not os.listdir(folder):
            os.rmdir(folder)


def keep_only(root, folder, patterns):
    """In one folder keep only what the patterns name."""
    kept = set(matches(root / folder, patterns))
    for path in (root / folder).iterdir():
        if path not in kept:
            delete(path)


def programs(root, patterns):
    """Return the ELF files that the patterns name, as paths inside root."""
    found = []
    for path in matches(root, patterns):
        if path.is_file():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    found.append(f"/{path.relative_to(root)}")
    return found


def prune_libraries(root, patterns):
    """Delete the shared libraries that no program among the patterns loads; refuse when one lacks a library."""
    needed, missing = {Path(LOADER).name}, []
    for program in programs(root, patterns):
        done = subprocess.run(["chroot", root, LOADER, "--list", program], capture_output=True, text=True, check=False)
        printed = done.stdout + done.stderr
        if "not found" in printed or (done.returncode and "statically linked" not in printed):
            missing.append(f"{program}: {printed.strip()[-200:]}")
        for library in re.findall(r"=> (/\S+)", done.stdout):
            needed |= {Path(library).name, (root / library.lstrip("/")).resolve().name}
    if missing:
        raise RootfsError("libraries are missing: " + "; ".join(missing))
    for path in (root / LIBRARIES).glob("*.so*"):
        if path.name not in needed and not path.is_dir():
            path.unlink()


def link_applets(root):
    """Make a link to busybox for each of its commands that no other program provides."""
    for name in run("chroot", root, "/usr/bin/busybox", "--list").split():
        if not any(os.path.lexists(root / folder / name) for folder in ("usr/bin", "usr/sbin", "usr/local/bin")):
            (root / "usr/bin" / name).symlink_to("busybox")


def write_accounts(root, users, groups):
    """Write passwd, group and shadow; nobody can log in with a password."""
    lines = [":".join([u["name"], "x", str(u["uid"]), str(u["gid"]), u.get("gecos", ""), u["home"], u["shell"]]) for u in users]
    (root / "etc/passwd").write_text("\n".join(lines) + "\n")
    (root / "etc/group").write_text("".join(f"{g['name']}:x:{g['gid']}:{','.join(g.get('members', []))}\n" for g in groups))
    (root / "etc/shadow").write_text("".join(f"{u['name']}:*:::::::\n" for u in users))
    (root / "etc/shadow").chmod(0o640)
    (root / "etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n")


def write_certificates(root):
    """Make the bundle of certificate authorities that update-ca-certificates would make."""
    source = root / "usr/share/ca-certificates"
    (root / BUNDLE).parent.mkdir(parents=True, exist_ok=True)
    (root / BUNDLE).write_bytes(b"".join(path.read_bytes() for path in sorted(source.rglob("*.crt"))))
    shutil.rmtree(source)
    for link, target in (("etc/ssl/cert.pem", "certs/ca-certificates.crt"), ("usr/lib/ssl/cert.pem", "/etc/ssl/cert.pem"), ("usr/lib/ssl/certs", "/etc/ssl/certs")):
        make_link(root, link, target)


def make_link(root, link, target):
    """Make or replace a link, and the folder that it lies in."""
    path = root / link
    path.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(path):
        delete(path)
    path.symlink_to(target)


def add_npm_package(root, package, folder):
    """Unpack an npm package: its only folder is left out, and only the wanted files are taken."""
    archive = Path(folder) / f"{package['name']}-{package['version']}.tgz"
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package["sha256"]:
        raise RootfsError(f"{archive.name} has the SHA-256 {found}, not {package['sha256']}")
    place = root / package["to"]
    place.mkdir(parents=True, exist_ok=True)
    options = ["--strip-components=1", "--no-same-owner", "--no-same-permissions"]
    run("tar", "-xzf", archive, "-C", place, *options, *package.get("only", []))


def furnish(root, spec):
    """Add what the specification writes itself: accounts, folders, files and links."""
    for package in spec.get("npm_packages", []):
        add_npm_package(root, package, spec["npm_folder"])
    write_accounts(root, spec["users"], spec["groups"])
    for folder in spec.get("folders", []):
        path = root / folder["path"]
        path.mkdir(parents=True, exist_ok=True)
        os.chown(path, folder.get("uid", 0), folder.get("gid", 0))
        path.chmod(int(folder.get("mode", "0755"), 8))
    for file in spec.get("files", []):
        path = root / file["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file["content"])
        path.chmod(int(file.get("mode", "0644"), 8))
    for link in spec.get("links", []):
        make_link(root, link["path"], link["target"])
    for path in matches(root, spec.get("executable", [])):
        path.chmod(0o755)


def assemble(spec, work):
    """Make the root file system in a folder; return the suite and the versions that it was made from."""
    root = work / "root"
    suite, packages = download(spec, work)
    make_skeleton(root)
    versions = dict(unpack(root, package) for package in packages)
    keep_documents_of_licence(root)
    if (root / "usr/share/ca-certificates").is_dir():
        write_certificates(root)
    for folder, patterns in spec.get("keep", {}).items():
        keep_only(root, folder, patterns)
    for path in matches(root, spec.get("remove", [])):
        delete(path)
    if "libraries_of" in spec:
        prune_libraries(root, spec["libraries_of"])
    furnish(root, spec)
    if spec.get("busybox"):
        link_applets(root)
    return root, {"suite": suite, "versions": versions}


def write_tar(root, path, epoch):
    """Write the tree so that the same tree always gives the same bytes."""

    def normalise(member):
        member.mtime = min(int(member.mtime), epoch)
        member.uname = member.gname = ""
        return member

    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as archive:
        archive.add(root, arcname=".", filter=normalise)


def main():
    """Read the specification, work in its folder, and print what was used as JSON."""
    spec = json.loads(Path(sys.argv[1]).read_text())
    work = Path(spec["work"])
    os.umask(0o022)
    try:
        root, used = assemble(spec, work)
        write_tar(root, spec["tar"], spec["epoch"])
    except (RootfsError, subprocess.CalledProcessError) as error:
        sys.exit(f"{spec['name']}: {error}")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(json.dumps(used))


if __name__ == "__main__":
    main()
