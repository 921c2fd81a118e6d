"""Reading against OCRmyPDF with Tesseract: the same pages, the same two cores, one after the other.

    python bench/ocr_vs_ocrmypdf.py SET… --ocrmypdf PATH/TO/ocrmypdf [--times 2] [--out bench/results/ocr.md]

A SET is a folder with gt-json/ and images/. Both readers get the page images as they are: OCRmyPDF as one
PDF (made beforehand, not timed) with --jobs 2, ours as a list of files through `read --batch -`. Ours loads
its models inside the timed span; so does Tesseract. Runs alternate; the best of each is compared.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LANGUAGES = {
    "eng": "eng",
    "en": "eng",
    "fra": "fra",
    "fr": "fra",
    "deu": "deu",
    "de": "deu",
    "lat": "lat",
    "la": "lat",
}


def timed(command: list[str], **options: object) -> tuple[float, float, bytes]:
    """Wall seconds, processor seconds, output."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, **options)
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def as_pdf(images: list[Path], folder: Path) -> Path:
    """The images on pages of their own, at their own resolution, lossless."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    pages = []
    for image in images:
        with Image.open(image) as opened:
            pages.append(opened.convert("L" if opened.mode in ("1", "L", "P", "LA") else "RGB"))
    target = folder / "pages.pdf"
    pages[0].save(target, save_all=True, append_images=pages[1:], resolution=300.0, quality=95)
    return target


def theirs(program: str, pdf: Path, languages: str, folder: Path) -> tuple[float, float, list[str]]:
    sidecar = folder / "text.txt"
    command = [program, "--jobs", "2", "--output-type", "pdf", "--optimize", "0", "-q", "-l", languages]
    wall, cpu, _ = timed([*command, "--sidecar", str(sidecar), str(pdf), str(folder / "out.pdf")])
    return wall, cpu, sidecar.read_text().split("\f")


def ours(images: list[Path]) -> tuple[float, float, list[str]]:
    listed = "".join(f"{image}\n" for image in images).encode()
    command = [sys.executable, str(ROOT / "manage.py"), "read", "--batch", "-", "--engine", "rapidocr"]
    wall, cpu, out = timed(command, input=listed)
    return wall, cpu, [json.loads(line).get("text", "") for line in out.decode().splitlines()]


def measured(folder: Path, program: str, times: int) -> dict[str, float]:
    from ocr_engine.evaluations.scoring import character_error

    truths = [json.loads(file.read_text()) for file in sorted((folder / "gt-json").glob("*.json"))]
    images = [folder / truth["image"] for truth in truths]
    known = {
        LANGUAGES.get(code, "") for truth in truths for code in truth.get("lang", "").replace("+", " ").split()
    }
    languages = "+".join(sorted(known - {""})) or "eng"
    runs: dict[str, list[tuple[float, float, list[str]]]] = {"ours": [], "theirs": []}
    with tempfile.TemporaryDirectory() as name:
        pdf = as_pdf(images, Path(name))
        for _ in range(times):
            runs["theirs"].append(theirs(program, pdf, languages, Path(name)))
            runs["ours"].append(ours(images))
    row: dict[str, float] = {"pages": len(images)}
    for who, results in runs.items():
        wall, cpu, texts = min(results, key=lambda run: run[0])
        row[f"{who}_seconds"] = wall / len(images)
        row[f"{who}_cpu"] = cpu / len(images)
        errors = [character_error(t["text"], said) for t, said in zip(truths, texts, strict=False)]
        row[f"{who}_error"] = statistics.median(errors)
    row["ratio"] = row["theirs_seconds"] / row["ours_seconds"]
    row["cpu_ratio"] = row["theirs_cpu"] / row["ours_cpu"]
    return row


def table(rows: dict[str, dict[str, float]]) -> str:
    lines = [
        "| set | pages | OCRmyPDF s/page | ours | ratio | OCRmyPDF cpu | ours | ratio | OCRmyPDF error | ours |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in rows.items():
        lines.append(
            f"| {name} | {row['pages']:.0f} "
            f"| {row['theirs_seconds']:.2f} | {row['ours_seconds']:.2f} | {row['ratio']:.2f} "
            f"| {row['theirs_cpu']:.2f} | {row['ours_cpu']:.2f} | {row['cpu_ratio']:.2f} "
            f"| {row['theirs_error']:.4f} | {row['ours_error']:.4f} |"
        )
    for key in ("ratio", "cpu_ratio"):
        mean = math.exp(statistics.fmean(math.log(row[key]) for row in rows.values()))
        lines.append(f"\nGeometric mean, {key.replace('_', ' ')}: {mean:.2f}")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--ocrmypdf", default="ocrmypdf")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    version = subprocess.run(
        [options.ocrmypdf, "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    rows = {}
    for folder in options.sets:
        rows[folder.name] = measured(folder, options.ocrmypdf, options.times)
        print(folder.name, {key: round(value, 4) for key, value in rows[folder.name].items()}, flush=True)
    said = (
        f"OCRmyPDF {version} --jobs 2, {len(os.sched_getaffinity(0))} cores, best of {options.times}\n\n"
        + table(rows)
    )
    print(said)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(said)


if __name__ == "__main__":
    main()
