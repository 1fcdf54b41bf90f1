"""Read every layer of an image from `docker save` and tell what a gate has to know; settings come as JSON on stdin.

It runs on the target with nothing but Python: an image without a shell cannot look at itself, and what a later layer
deletes is still in the earlier one.
"""

from __future__ import annotations

import fnmatch
import io
import json
import re
import subprocess
import sys
import tarfile

LARGEST_DOCUMENT = 1 << 20
CHUNK = 1 << 24
OVERLAP = 1 << 13


def read_layer(stream, settings):
    """Return the entries of a layer by path, and the secrets found in it."""
    entries, secrets = {}, []
    with tarfile.open(fileobj=stream, mode="r|*") as layer:
        for member in layer:
            name = member.name[2:] if member.name.startswith("./") else member.name
            path = "/" + name.strip("/")
            entries[path] = {
                "kind": "link" if member.issym() else "folder" if member.isdir() else "file",
                "mode": member.mode,
                "uid": member.uid,
                "gid": member.gid,
                "text": None,
            }
            if member.isreg() and member.size:
                secrets += search(path, layer.extractfile(member), settings, entries[path])
    return entries, secrets


def search(path, file, settings, entry):
    """Return what makes a file look like a secret, and keep the text of the account files."""
    if any(pattern.search(path) for pattern in settings["allowed"]):
        return []
    found = {pattern.pattern for pattern in settings["names"] if pattern.search(path)}
    before = b""
    while True:
        chunk = file.read(CHUNK)
        if not chunk:
            break
        if path in ("/etc/passwd", "/etc/group"):
            entry["text"] = chunk.decode("utf-8", "replace")
        found |= {pattern.pattern.decode() for pattern in settings["patterns"] if pattern.search(before + chunk)}
        before = chunk[-OVERLAP:]
    return [{"path": path, "pattern": pattern} for pattern in sorted(found)]


def read_image(settings):
    """Return the layers in order, each with its entries and its secrets."""
    blobs, documents = {}, {}
    with subprocess.Popen(["docker", "save", settings["image"]], stdout=subprocess.PIPE) as save:
        with tarfile.open(fileobj=save.stdout, mode="r|") as archive:
            for member in archive:
                if not member.isreg():
                    continue
                content = archive.extractfile(member)
                if member.size <= LARGEST_DOCUMENT:
                    text = content.read()
                    if text[:1] in (b"{", b"["):
                        documents[member.name] = text
                        continue
                    content = io.BytesIO(text)
                try:
                    blobs[member.name] = read_layer(content, settings)
                except tarfile.ReadError:
                    continue
        while save.stdout.read(CHUNK):
            continue
    if save.returncode:
        sys.exit("docker save {0} ended with {1}".format(settings["image"], save.returncode))
    manifest = json.loads(documents["manifest.json"])[0]
    return [blobs[name] for name in manifest["Layers"]]


def merge(layers):
    """Return the file system that a container sees: later layers replace, and whiteouts delete."""
    tree = {}
    for entries, _secrets in layers:
        for path in entries:
            folder, _slash, name = path.rpartition("/")
            if name == ".wh..wh..opq":
                drop(tree, folder)
            elif name.startswith(".wh."):
                drop(tree, folder + "/" + name[4:])
                tree.pop(folder + "/" + name[4:], None)
        tree.update({path: entry for path, entry in entries.items() if "/.wh." not in path})
    return tree


def drop(tree, folder):
    """Delete what is below a folder."""
    for path in [path for path in tree if path.startswith(folder + "/")]:
        del tree[path]


def writable(entry, uid, groups):
    """Whether an account can change an entry; an owner can give itself any permission."""
    if entry["kind"] == "link":
        return False
    return entry["uid"] == uid or bool(entry["mode"] & 0o002) or (entry["gid"] in groups and bool(entry["mode"] & 0o020))


def account(tree, uid, gid):
    """Return the name of a UID and all groups that it is in, by the image's own files."""
    lines = (tree.get("/etc/passwd", {}).get("text") or "").splitlines()
    name = next((line.split(":")[0] for line in lines if line.count(":") > 3 and line.split(":")[2] == str(uid)), "")
    groups = {gid}
    for line in (tree.get("/etc/group", {}).get("text") or "").splitlines():
        parts = line.split(":")
        if len(parts) > 3 and name and name in parts[3].split(",") and parts[2].isdigit():
            groups.add(int(parts[2]))
    return name, groups


def report(layers, settings):
    """Return what the role judges."""
    tree = merge(layers)
    name, groups = account(tree, settings["uid"], settings["gid"])
    allowed = settings["writable_paths"]
    inside = {
        path: entry
        for path, entry in tree.items()
        if not any(path == place or path.startswith(place.rstrip("/") + "/") for place in allowed)
    }
    programs = [
        path
        for path, entry in sorted(tree.items())
        if entry["kind"] != "folder" and any(fnmatch.fnmatchcase(path, pattern) for pattern in settings["forbidden"])
    ]
    return {
        "user_name": name,
        "has_whoami": any(path in tree for path in ("/usr/bin/whoami", "/bin/whoami")),
        "secrets": [
            dict(secret, layer=number) for number, (_entries, found) in enumerate(layers, 1) for secret in found
        ],
        "foreign": sorted(path for path, entry in inside.items() if entry["kind"] == "file" and entry["uid"] != 0),
        "writable": ["/"] if settings["uid"] == 0 else sorted(
            path for path, entry in inside.items() if writable(entry, settings["uid"], groups)
        ),
        "programs": programs,
        "files": len(tree),
    }


def main():
    """Read the settings, then the image."""
    settings = json.load(sys.stdin)
    settings["names"] = [re.compile(pattern) for pattern in settings["names"]]
    settings["allowed"] = [re.compile(pattern) for pattern in settings["allowed"]]
    settings["patterns"] = [re.compile(pattern.encode()) for pattern in settings["patterns"]]
    print(json.dumps(report(read_image(settings), settings)))


main()
