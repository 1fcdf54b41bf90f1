"""What the simulated vehicles are: faults, data, routines that run, and how often each command was heard."""

import asyncio
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

FAULTS = (
    {"code": "P0301", "fault_name": "Misfire in cylinder 1", "severity": 2},
    {"code": "P0420", "fault_name": "Catalyst below threshold", "severity": 3},
)
DATA: dict[str, object] = {"battery_voltage": 12.6, "coolant_temperature": 88, "odometer": 41_237}
# Routines by whose names a vehicle misbehaves.
REFUSED, SILENT, BROKEN = "is_refused", "never_answers", "breaks_down"


@dataclass
class Execution:
    """A routine that was started: `running`, then `completed`, `failed` or `stopped`."""

    routine: str
    steps: int
    status: str = "running"
    results: list[dict[str, Any]] = field(default_factory=list)


class Simulation:
    """All simulated vehicles; what they remember ends with the process."""

    def __init__(self, latency: float) -> None:
        """Take `latency` seconds for each step."""
        self.latency = latency
        self.heard: Counter[str] = Counter()
        self.executions: dict[tuple[str, str, str], Execution] = {}
        self._cleared: set[tuple[str, str]] = set()
        self._running: set[asyncio.Task[None]] = set()

    def faults(self, vehicle: str, ecu: str) -> list[dict[str, object]]:
        """Return the faults that a control unit has stored."""
        return [] if (vehicle, ecu) in self._cleared else [dict(fault) for fault in FAULTS]

    def clear(self, vehicle: str, ecu: str) -> None:
        """Delete the faults of a control unit."""
        self._cleared.add((vehicle, ecu))

    def start(self, unit: tuple[str, str], routine: str, steps: int) -> str:
        """Start a routine; return the id of its execution."""
        name = uuid.uuid4().hex
        execution = self.executions[*unit, name] = Execution(routine, steps)
        task = asyncio.create_task(self._run(execution))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return name

    def stop(self, unit: tuple[str, str], routine: str) -> int:
        """Stop all executions of a routine; return how many ran."""
        stopped = 0
        for place, execution in self.executions.items():
            if (place[:2], execution.routine, execution.status) == (unit, routine, "running"):
                execution.status = "stopped"
                stopped += 1
        return stopped

    async def _run(self, execution: Execution) -> None:
        for step in range(1, execution.steps + 1):
            await asyncio.sleep(self.latency)
            if execution.status != "running":
                return
            if execution.routine == BROKEN and step > 1:
                execution.status = "failed"
                return
            execution.results.append({"step": step, "of": execution.steps})
        execution.status = "completed"
