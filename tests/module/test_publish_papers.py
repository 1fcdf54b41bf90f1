"""Bills of materials against what the package managers in an image say, and papers and signatures in a registry."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._bill_of_materials import Subject
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._bundled_packages import bundled_packages
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._papers import Papers
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._saved_archive import saved_image
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._client import Client
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import Cosign
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._credentials import Credentials
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._place import Place
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._referrers import list_referrers, read_paper
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import Repository

from tests.rig.cleanup import unique
from tests.rig.docker import docker, inspect
from tests.rig.processes import watched_command_lines
from tests.rig.registry import PASSWORD, USER, Registry
from tests.rig.signing import KEY_PASSWORD, find_cosign, key_pair

BUILD, PUBLISH = "sovd.prod_images.image_build", "sovd.prod_images.image_publish"
BASE = "python:3.11-slim"
LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "node_modules/react": {"version": "18.2.0"},
        "node_modules/vite": {"version": "5.0.0", "dev": True},
    },
}
PYTHON = """\
import importlib.metadata, re
for each in importlib.metadata.distributions():
    print(re.sub("[-_.]+", "-", each.metadata["Name"]).lower(), each.version)
"""
Play = Callable[..., list[dict[str, Any]]]


def purls(bill: dict[str, Any]) -> list[str]:
    """The package URLs that a bill of either form names."""
    found = [each["purl"] for each in bill.get("components", []) if "purl" in each]
    found += [ref["referenceLocator"] for each in bill.get("packages", []) for ref in each.get("externalRefs", [])]
    return found


@pytest.mark.parametrize("kind", ["spdx", "cyclonedx"])
def test_bill_names_what_is_there_and_nothing_else(kind: str, tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text(json.dumps(LOCK), encoding="utf-8")
    engine = Engine({})
    papers = Papers((kind,), "", bundled_packages(str(tmp_path)), None, {})
    image = inspect(BASE, "{{.Id}}")
    with saved_image(engine, image, 300) as (archive, _folder):
        subject = Subject("r.example/app", "sha256:" + "a" * 64, "2026-01-01T00:00:00Z")
        named = purls(json.loads(papers.content(kind, subject, archive, image)))
    run = ("run", "--rm", "--network=none", BASE)
    listed = docker(*run, "dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package} ${Version} ${Arch}\\n")
    debs = [line.split()[1:] for line in listed.splitlines() if line.startswith("installed ")]
    expected = {f"pkg:deb/debian/{name}@{version}" for name, version, *_arch in debs}
    expected |= {"pkg:pypi/{}@{}".format(*line.split()) for line in docker(*run, "python", "-c", PYTHON).splitlines()}
    expected |= {"pkg:npm/react@18.2.0"}
    assert len(debs) > 50
    assert sorted(re.sub(r"\?.*", "", each).replace("%2B", "+") for each in named) == sorted(expected)


@pytest.mark.parametrize("name", ["pnpmsettings", "pnpmws", "yarn4"])
def test_real_locks_of_pnpm_and_yarn(name: str) -> None:
    folder = Path(__file__).parents[1] / "applications" / "frontends" / name
    assert [package.purl for package in bundled_packages(str(folder)).packages] == ["pkg:npm/nanoid@5.1.5"]


def repository(shop: Registry, name: str) -> Repository:
    client = Client(shop.address, Credentials("tests", USER, PASSWORD), str(shop.authority))
    return Repository(client, Place(shop.address, name))


def tasks(shop: Registry, folder: Path, name: str, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options that build an image of its own, and those that publish it."""
    (folder / "source").mkdir(exist_ok=True)
    image = unique("papers")
    build = {
        "name": image,
        "tag": "1",
        "context": f"{folder}/source",
        "dockerfile_content": f"FROM scratch\nCOPY . /\nLABEL place={folder}\n",
        "build_args": {"VERSION": "7"},
        "state_dir": f"{folder}/state",
    }
    publish = {
        "image": f"{image}:1",
        "name": f"{shop.address}/{name}",
        "tags": ["1.0"],
        "registry_username": USER,
        "registry_password": PASSWORD,
        "registry_ca_path": str(shop.authority),
        "state_dir": f"{folder}/state",
        **more,
    }
    return build, publish


def kinds(result: dict[str, Any]) -> list[str]:
    return [reason["kind"] for reason in result["reasons"]]


def test_papers_and_signatures(on_the_engine: None, tls_shop: Registry, play: Play, tmp_path: Path) -> None:
    del on_the_engine
    key, public = key_pair(tmp_path / "key")
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "package-lock.json").write_text(json.dumps(LOCK), encoding="utf-8")
    signed = {"sign": "key", "sign_key": str(key), "sign_key_password": KEY_PASSWORD, "cosign": find_cosign()}
    build, publish = tasks(tls_shop, tmp_path, "papers/app", page_source=f"{tmp_path}/page")
    unsigned = {**publish, "tags": ["unsigned"]}
    locked = {**publish, **signed, "sign_key_password": "wrong", "tags": ["2.0"]}
    publish |= signed
    with watched_command_lines([PASSWORD, KEY_PASSWORD, find_cosign()], os.getpid()) as lines:
        built, predicted, first, second, bare, failed = play(
            {BUILD: build},
            {PUBLISH: publish, "check_mode": True},
            {PUBLISH: publish},
            {PUBLISH: publish},
            {PUBLISH: unsigned},
            {PUBLISH: locked},
        )
    assert lines, "cosign was seen"
    assert not [line for line in lines if PASSWORD in line or KEY_PASSWORD in line]
    assert predicted["reasons"] == first["reasons"]
    assert kinds(first) == ["image", *["paper"] * 3, *["signature"] * 4, "tag"]
    assert (second["changed"], second["sent"], second["papers"]) == (False, 0, first["papers"])
    assert kinds(bare) == ["tag"], "what is signed and has papers needs no more"
    assert f"registry {tls_shop.address}: reading the key {key}: cosign failed (" in failed["msg"]
    assert tls_shop.digest("papers/app", "2.0") is None, "no tag without a signature"
    assert KEY_PASSWORD not in json.dumps([predicted, first, second])

    there = repository(tls_shop, "papers/app")
    papers = {each["artifactType"]: read_paper(there, each) for each in list_referrers(there, first["digest"])}
    assert {manifest["subject"]["digest"] for manifest, _content in papers.values()} == {first["digest"]}
    contents = {kind: json.loads(content) for kind, (_manifest, content) in papers.items()}
    provenance = contents.pop("application/vnd.in-toto+json")
    assert [purls(bill) for bill in contents.values()] == [["pkg:npm/react@18.2.0"]] * 2
    assert provenance["subject"][0]["digest"]["sha256"] == first["digest"][7:]
    definition = provenance["predicate"]["buildDefinition"]
    assert definition["internalParameters"] == {"fingerprint": built["fingerprint"]}
    assert definition["externalParameters"]["build_arg"] == {"VERSION": "7"}

    _key, other = key_pair(tmp_path / "other")
    cosign = Cosign(there.client, there.place, find_cosign())
    for digest in (first["digest"], *first["papers"].values()):
        assert (
            json.loads(cosign.verify(digest, str(public)))[0]["critical"]["image"]["docker-manifest-digest"] == digest
        )
        with pytest.raises(Exception, match="cosign failed"):
            cosign.verify(digest, str(other))


def test_paper_that_lacks_is_written_by_the_next_run(
    on_the_engine: None, tls_shop: Registry, play: Play, tmp_path: Path
) -> None:
    del on_the_engine
    build, publish = tasks(tls_shop, tmp_path, "papers/late")
    _built, first, predicted, second, third = play(
        {BUILD: build},
        {PUBLISH: {**publish, "papers": ["spdx"]}},
        {PUBLISH: publish, "check_mode": True},
        {PUBLISH: publish},
        {PUBLISH: publish},
    )
    assert kinds(first) == ["image", "paper", "tag"]
    assert [reason["name"] for reason in predicted["reasons"]] == ["cyclonedx", "provenance"]
    assert [reason["name"] for reason in second["reasons"]] == ["cyclonedx", "provenance"]
    assert second["papers"]["spdx"] == first["papers"]["spdx"]
    assert third["changed"] is False


def test_two_publishers_at_once(on_the_engine: None, tls_shop: Registry, play: Play, tmp_path: Path) -> None:
    del on_the_engine
    build, publish = tasks(tls_shop, tmp_path, "papers/both")
    play({BUILD: build})
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda tag: play({PUBLISH: {**publish, "tags": [tag, "1.0"]}})[0], ("first", "second")))
    assert not any(result.get("failed") for result in found), found
    assert found[0]["digest"] == found[1]["digest"]
    assert {tls_shop.digest("papers/both", tag) for tag in ("first", "second", "1.0")} == {found[0]["digest"]}
    listed = list_referrers(repository(tls_shop, "papers/both"), found[0]["digest"])
    assert len({each["artifactType"] for each in listed}) == len(listed) == 3
