# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an image is to be built: reads what is wanted and what was built, and compares (private)."""

from __future__ import annotations

from dataclasses import dataclass

from .._docker._engine import Engine
from ._inputs import Inputs, gather
from ._lengths import refuse_long_arguments
from ._places import refuse_places_in_contexts, refuse_standard_output
from ._plan import Plan, current_record, fingerprint, make_plan
from ._preflight import check_secrets, check_ssh
from ._recipe import Recipe, read_recipe
from ._record import Record
from ._request import BuildRequest
from ._state import State


@dataclass(frozen=True)
class Decision:
    """What was found and decided; `record` is the one of `records` that counts."""

    recipe: Recipe
    records: list[Record]
    record: Record | None
    inputs: Inputs
    fingerprint: str
    plan: Plan


def decide(request: BuildRequest, engine: Engine, state: State, rebuild: str) -> Decision:
    """Compare what is wanted with what the state file says was built. Raises ImageError for what cannot be read."""
    recipe = read_recipe(request)
    refuse_standard_output(request)
    refuse_places_in_contexts(request, recipe, state)
    refuse_long_arguments(request)
    check_secrets(request)
    check_ssh(request)
    records = state.read()
    inputs = gather(request, recipe, engine, records[0] if records else None)
    tagged = inputs.tagged["Id"] if inputs.tagged else None
    record = current_record(records, tagged)
    plan = make_plan(request.image.reference, inputs.values, record, tagged, rebuild)
    return Decision(recipe, records, record, inputs, fingerprint(inputs.values), plan)
