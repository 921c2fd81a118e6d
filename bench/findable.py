"""From files to findable, against OCRmyPDF with Tesseract on the same pages and cores.

    python bench/findable.py SET… --ocrmypdf PATH/TO/ocrmypdf [--times 2] [--out bench/results/findable.md]

A SET is a folder with images/. Ours takes the image files in with `ingest --wait` into an archive that was
set up beforehand: hashing, page images, tile pyramids, reading, passages, vectors and both indexes, with every
process and model started inside the timed span. OCRmyPDF gets the same images as one PDF (made beforehand)
and makes a searchable PDF. Runs alternate; the best of each is compared.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.ocr_vs_ocrmypdf import as_pdf  # noqa: E402


def theirs(program: str, pdf: Path, folder: Path, language: str) -> float:
    begun = time.monotonic()
    quick = ["--output-type", "pdf", "--optimize", "0"]
    subprocess.run([program, "--jobs", "2", *quick, "-q", "-l", language, pdf, folder / "out.pdf"], check=True)
    return time.monotonic() - begun


def ours(images: Path) -> float:
    """Wall seconds of `ingest --wait` into an empty archive; setting that up is not timed."""
    with tempfile.TemporaryDirectory(prefix="findable-") as home:
        environment = os.environ | {"MUNIMENT_HOME": home, "DJANGO_SETTINGS_MODULE": "archive.settings"}
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
        prepare = "import django; django.setup(); from search.embedder import prepare; prepare()"
        subprocess.run([sys.executable, "-c", prepare], env=environment, check=True, cwd=ROOT)
        begun = time.monotonic()
        done = subprocess.run(
            [*manage, "ingest", str(images), "--collection", "bench", "--wait", "--json"],
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        spent = time.monotonic() - begun
        if done.returncode not in (0, 3):
            raise SystemExit(done.stdout + done.stderr)
        if done.returncode == 3:
            print(f"halted pages in {images}: {done.stdout}", file=sys.stderr)
        return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--ocrmypdf", default="ocrmypdf")
    parser.add_argument("--language", default="eng", help="Tesseract's language; a second one makes it slower")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    lines = ["| set | pages | OCRmyPDF s/page | ours to findable | ratio |", "| --- | --- | --- | --- | --- |"]
    ratios = []
    for folder in options.sets:
        images = sorted(file for file in (folder / "images").iterdir() if file.is_file())
        seconds: dict[str, list[float]] = {"theirs": [], "ours": []}
        with tempfile.TemporaryDirectory() as name:
            pdf = as_pdf(images, Path(name))
            for _ in range(options.times):
                seconds["theirs"].append(theirs(options.ocrmypdf, pdf, Path(name), options.language))
                seconds["ours"].append(ours(folder / "images"))
        them, us = (min(seconds[who]) / len(images) for who in ("theirs", "ours"))
        ratios.append(them / us)
        lines.append(f"| {folder.name} | {len(images)} | {them:.2f} | {us:.2f} | {them / us:.2f} |")
        print(lines[-1], flush=True)
    mean = math.exp(statistics.fmean(math.log(ratio) for ratio in ratios))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    head = f"{len(os.sched_getaffinity(0))} cores, best of {options.times}; load at the end {load}"
    said = "\n".join([head, "", *lines, "", f"Geometric mean of the ratios: {mean:.2f}", ""])
    print(said)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(said)


if __name__ == "__main__":
    main()
