"""`make bench`: every figure that this version is asked for, beside peers in the same run, as one table.

    python -m bench [--data FOLDER] [--only PART…] [--quick] [--write]

Each part runs in a process of its own, so that none warms or weighs on another; one that fails is said and leaves its
lines unmeasured. A figure that misses its target is shown, never a failure: times depend on the machine.
FOLDER holds the question sets; without --data, ../shared/data where it exists, else $BEFFROI_SHARED.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from bench import figures, machine

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"


def main() -> None:
    options = arguments()
    data = options.data or default_data()
    if options.part:
        found = figures.PARTS[options.part](data, options.quick)
        options.into.write_text(json.dumps(found), encoding="utf-8")
        return
    if data is None:
        print("No data sets (give --data, or BEFFROI_SHARED): retrieval and answers are skipped.\n")
    found = {name: run_part(name, data, options.quick) for name in options.only or figures.PARTS}
    within = found.get("answers", {}).get("within")
    if within:
        within["flagged"] = within["abstained"] + within["unsure"]
    report = written(found, options.quick)
    print(report)
    if options.write:
        before, _, rest = RESULTS.read_text("utf-8").partition(BEGIN)
        RESULTS.write_text(f"{before}{BEGIN}\n\n{report}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="the figures of this version, beside peers")
    parser.add_argument("--data", type=Path, help="folder of the question sets")
    parser.add_argument("--only", nargs="+", choices=list(figures.PARTS), help="only these parts")
    parser.add_argument("--quick", action="store_true", help="small sizes: to see that it runs, not to compare")
    parser.add_argument("--write", action="store_true", help=f"also write the table into bench/{RESULTS.name}")
    parser.add_argument("--part", choices=list(figures.PARTS), help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def default_data() -> Path | None:
    beside = machine.ROOT.parent / "shared" / "data"
    named = os.environ.get("BEFFROI_SHARED")
    return beside if beside.is_dir() else Path(named) if named else None


def run_part(name: str, data: Path | None, quick: bool) -> dict[str, object]:
    print(f"== {name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as folder:
        into = Path(folder) / "found.json"
        command = [sys.executable, "-m", "bench", "--part", name, "--into", str(into)]
        command += ["--data", str(data)] if data else []
        command += ["--quick"] if quick else []
        ended = subprocess.run(command, cwd=machine.ROOT, check=False)
        if ended.returncode or not into.exists():
            print(f"{name}: failed, not measured\n")
            return {}
        print()
        return dict(json.loads(into.read_text("utf-8")))


def written(found: dict[str, dict[str, object]], quick: bool) -> str:
    here = machine.describe()
    said = f"{date.today():%d/%m/%Y}, commit {here['commit']}, {here['machine']}, {here['system']}."
    if quick:
        said += " **Small sizes: not to be compared.**"
    curve = figures.curve_table(found)
    parts = [said, figures.table(found)]
    if curve:
        parts.append("Risk and coverage of answers (PIAF), by threshold of confidence:\n\n" + curve)
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
