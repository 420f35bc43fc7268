"""Who is alive: this process, another one, one that ended, one whose number was given again."""

from __future__ import annotations

import os
import subprocess
import sys

from beffroi.platform.jobs.identity import Identity, is_dead, started


def test_a_worker_lives_inside_its_with() -> None:
    with Identity() as worker:
        assert is_dead(str(worker)) is False
    assert is_dead(str(worker)) is True


def test_two_workers_of_one_process_have_two_names() -> None:
    with Identity() as one, Identity() as other:
        assert str(one) != str(other)


def test_another_process_is_alive_until_it_ends() -> None:
    with Identity() as worker, subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        host = str(worker).split(":")[0]
        name = f"{host}:{other.pid}:{started(other.pid)}:1"
        assert is_dead(name) is False
        other.kill()
        other.wait()
        assert is_dead(name) is True


def test_the_same_number_given_to_a_later_process_does_not_bring_the_first_back() -> None:
    with Identity() as worker:
        host, pid, start, number = str(worker).split(":")
        assert int(pid) == os.getpid()
        assert is_dead(f"{host}:{os.getppid()}:{start}0:{number}") is True


def test_another_machine_is_not_judged() -> None:
    assert is_dead("elsewhere:1:2:3") is None
    assert is_dead("") is None
