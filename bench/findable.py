"""From files to findable, against OCRmyPDF with Tesseract on the same pages and cores.

    python bench/findable.py SET… --ocrmypdf PATH/TO/ocrmypdf [--times 2] [--out bench/results/findable.md]

A SET is a folder with images/. Ours takes the image files in with `ingest --wait`: hashing, page images, tile
pyramids, reading, passages, vectors and both indexes. Measured twice: the command alone, with every process
and model started inside the timed span, and the same command beside a running instance (`manage.py start`),
which is how an archive runs. Before the clock starts the archive has read one small page, so that what is
made once in its life (the database, converted models) is there. OCRmyPDF gets the same images as one PDF
(made beforehand) and makes a searchable PDF. Runs alternate; the best of each is compared.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_ALL = "all together"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.ocr_vs_ocrmypdf import as_pdf  # noqa: E402
from tests.running import Instance, manage, small_page  # noqa: E402


def theirs(program: str, pdf: Path, folder: Path, language: str) -> float:
    begun = time.monotonic()
    quick = ["--output-type", "pdf", "--optimize", "0"]
    subprocess.run([program, "--jobs", "2", *quick, "-q", "-l", language, pdf, folder / "out.pdf"], check=True)
    return time.monotonic() - begun


def alone(images: Path) -> float:
    """Wall seconds of `ingest --wait` with nothing running."""
    with tempfile.TemporaryDirectory(prefix="findable-") as name:
        home = Path(name)
        manage(home, "migrate", "-v0")
        _took(home, _small(home))
        return _took(home, images)


def beside(images: Path) -> float:
    """The same where an instance is running."""
    with tempfile.TemporaryDirectory(prefix="findable-") as name:
        home = Path(name)
        with Instance(home, "--no-demo") as instance:
            instance.wait_until_up()
            _took(home, _small(home))
            return _took(home, images)


def _small(home: Path) -> Path:
    page = home / "small.png"
    small_page("A page that was read before the clock was started.").image.save(page)
    return page


def _took(home: Path, what: Path) -> float:
    begun = time.monotonic()
    done = manage(home, "ingest", str(what), "--collection", "bench", "--wait", "--json", timeout=3600)
    spent = time.monotonic() - begun
    if done.returncode not in (0, 3):
        raise SystemExit(done.stdout + done.stderr)
    if done.returncode == 3:
        print(f"halted pages in {what}: {done.stdout}", file=sys.stderr)
    return spent


def _sets(folders: list[Path]) -> Iterator[tuple[str, list[Path]]]:
    """Each set, and all of them as one: the longer the run, the less its start matters."""
    every: list[Path] = []
    for folder in folders:
        images = sorted(file for file in (folder / "images").iterdir() if file.is_file())
        every += images
        yield folder.name, images
    if len(folders) > 1:
        yield _ALL, every


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--ocrmypdf", default="ocrmypdf")
    parser.add_argument("--language", default="eng", help="Tesseract's language; a second one makes it slower")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    lines = [
        "| set | pages | OCRmyPDF s/page | the command alone | ratio | beside an instance | ratio |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    ratios: dict[str, list[float]] = {"alone": [], "beside": []}
    for name, images in _sets(options.sets):
        seconds: dict[str, list[float]] = {"theirs": [], "alone": [], "beside": []}
        with tempfile.TemporaryDirectory(prefix="findable-") as scratch:
            pdf, folder = as_pdf(images, Path(scratch)), Path(scratch) / "images"
            folder.mkdir()
            for number, image in enumerate(images):
                shutil.copyfile(image, folder / f"{number:04}{image.suffix}")
            for _ in range(options.times):
                seconds["theirs"].append(theirs(options.ocrmypdf, pdf, Path(scratch), options.language))
                seconds["alone"].append(alone(folder))
                seconds["beside"].append(beside(folder))
        best = {who: min(taken) / len(images) for who, taken in seconds.items()}
        line = f"| {name} | {len(images)} | {best['theirs']:.2f} |"
        for way, found in ratios.items():
            ratio = best["theirs"] / best[way]
            line += f" {best[way]:.2f} | {ratio:.2f} |"
            if name != _ALL:
                found.append(ratio)
        lines.append(line)
        print(lines[-1], flush=True)
    means = {way: math.exp(statistics.fmean(map(math.log, found))) for way, found in ratios.items()}
    summed = f"Geometric means of the ratios: {means['alone']:.2f} alone, {means['beside']:.2f} beside an instance"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    head = f"{len(os.sched_getaffinity(0))} cores, best of {options.times}; load at the end {load}"
    said = "\n".join([head, "", *lines, "", summed, ""])
    print(said)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(said)


if __name__ == "__main__":
    main()
