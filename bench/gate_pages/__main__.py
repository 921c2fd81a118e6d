"""python -m bench.gate_pages DIR --each 60 --seed 1 [--real FOLDER]"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from bench.gate_pages.kinds import write


def main() -> None:
    options = argparse.ArgumentParser(description="Labelled pages on which the truth gate is measured.")
    options.add_argument("folder", type=Path)
    options.add_argument("--each", type=int, default=60, help="pages of each kind")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--real", type=Path, help="also spoil the real pages in this folder's folders")
    told = options.parse_args()
    begun = time.perf_counter()
    labels = write(told.folder, told.each, told.seed, told.real)
    counted = Counter((one["label"], one["kind"]) for one in labels.values())
    for (label, kind), count in counted.items():
        print(f"{label:5} {kind:26} {count:5}")
    print(f"{len(labels)} pages in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
