"""What is wanted, compared with what was built."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._decision import Decision, decide
from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine


def decide_for(app: Any, **options: Any) -> Decision:
    params = {"name": "app", "tag": "1", "context": f"{app.folder}/context", "dockerfile": "Dockerfile"}
    request = BuildRequest.of({**params, "pull": "missing", **options})
    decision: Decision = decide(request, Engine(app.docker.params), app.state, "when_changed")
    return decision


def test_nothing_was_built(app: Any) -> None:
    decision = decide_for(app)
    assert (decision.records, decision.record, decision.inputs.tagged) == ([], None, None)
    assert decision.plan.reasons == (Reason("tag", "app:1"),)


def test_record_of_the_tagged_image_counts(app: Any) -> None:
    built = app.run()
    decision = decide_for(app)
    assert (decision.plan.build, decision.fingerprint) == (False, built.fingerprint)
    assert decision.record.image == built.image
    decision = decide_for(app, labels={"a": "1"})
    assert decision.plan.reasons == (Reason("label", "a", None, "1"),)


def test_image_that_was_built_elsewhere(app: Any) -> None:
    app.docker.keep(tags={"app:1": "sha256:other"})
    assert decide_for(app).plan.reasons == (Reason("unrecorded", "app:1", None, "sha256:other"),)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dockerfile": "other"}, "dockerfile: found no file"),
        ({"secrets": [{"id": "s", "type": "file", "src": "/not/there"}]}, "secrets: found no file /not/there"),
        ({"ssh": ["default=/not/there"]}, "ssh: found nothing at /not/there"),
    ],
)
def test_what_cannot_be_read_is_refused(options: dict[str, Any], message: str, app: Any) -> None:
    with pytest.raises(ImageError, match=f"^{message}"):
        decide_for(app, **options)
