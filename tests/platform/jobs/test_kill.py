"""Long work survives SIGKILL at any moment: nothing lost, nothing done twice; SIGTERM ends it cleanly."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.faults.house import House, moments

JOBS, LINES = 3, 120


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_step_is_done_once_however_often_the_worker_is_killed(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.deed("order-ledger", str(JOBS), str(LINES))
    reached = []
    for strike, moment in enumerate(moments(seed=20261121, count=10, longest=0.5)):
        house.kill_after(house.begin("keep-ledger"), moment)
        if strike in {1, 4}:
            reached.append(len(house.deed("ledger")["lines"]))
    house.deed("finish-ledger")
    ledger = house.deed("ledger")
    assert ledger["lines"] == sorted(f"{job}-{line}" for job in ledger["jobs"] for line in range(LINES))
    assert ledger["states"] == ["done"] * JOBS
    assert any(0 < count < JOBS * LINES for count in reached), f"no kill fell in the middle: {reached}"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_puts_its_work_down(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.deed("order-ledger", "2", "100000")
    worker = house.begin("keep-ledger")
    while not house.deed("ledger")["lines"]:
        assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert house.deed("ledger")["states"] == ["queued", "queued"]
