"""Reading against OCRmyPDF with Tesseract: the same pages, the same cores, one after the other.

    python bench/ocr_vs_ocrmypdf.py SET… --ocrmypdf PATH/TO/ocrmypdf [--times 2] [--out bench/results/ocr.md]

A SET is a folder with gt-json/ and images/. Both readers get the page images as they are: OCRmyPDF as one
PDF (made beforehand, not timed) with --jobs 2, ours as a list of files through `read --batch -`. Runs
alternate; the best of each is compared. A worker loads its networks once for some hundreds of pages, so our
clock starts when the engine has read a few generated pages, which are none of those measured; the time
from the start of the process to its first answer is given beside it, and the ratio with it included.
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


def timed(command: list[str]) -> tuple[float, float, bytes]:
    """Wall seconds, processor seconds, output."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
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


def ours(images: list[Path], warm: list[Path]) -> tuple[float, float, list[str], float]:
    """Wall seconds, processor seconds of the process and its children, texts, seconds up to the first answer."""
    command = [sys.executable, str(ROOT / "manage.py"), "read", "--batch", "-", "--engine", "rapidocr"]
    begun = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        given, answered = process.stdin, process.stdout
        if given is None or answered is None:
            raise RuntimeError("started without pipes")

        def read(files: list[Path]) -> list[str]:
            given.writelines(f"{file}\n" for file in files)
            given.flush()
            return [json.loads(answered.readline())["text"] for _ in files]

        read(warm[:1])
        loading = time.monotonic() - begun
        read(warm[1:])
        before, begun = used(process.pid), time.monotonic()
        texts = read(images)
        wall, cpu = time.monotonic() - begun, used(process.pid) - before
        given.close()
    return wall, cpu, texts, loading


def used(root: int) -> float:
    """Processor seconds of a process and all that descend from it."""
    seconds, above = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, fields = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        above[pid] = int(fields[1])
        seconds[pid] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    counted, added = {root}, {root}
    while added:
        added = {pid for pid, parent in above.items() if parent in counted} - counted
        counted |= added
    return sum(seconds[pid] for pid in counted)


def generated(folder: Path) -> list[Path]:
    """Three pages to warm the engine with, drawn for it."""
    command = [sys.executable, str(ROOT / "manage.py"), "demo", "--only-write", "--folder", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    return sorted((folder / "images").iterdir())[2:5]


def measured(folder: Path, program: str, times: int, warm: list[Path]) -> dict[str, float]:
    from ocr_engine.evaluations.scoring import character_error

    truths = [json.loads(file.read_text()) for file in sorted((folder / "gt-json").glob("*.json"))]
    images = [folder / truth["image"] for truth in truths]
    known = {
        LANGUAGES.get(code, "") for truth in truths for code in truth.get("lang", "").replace("+", " ").split()
    }
    languages = "+".join(sorted(known - {""})) or "eng"
    runs: dict[str, list[tuple[float, float, list[str]]]] = {"ours": [], "theirs": []}
    loading = math.inf
    with tempfile.TemporaryDirectory() as name:
        pdf = as_pdf(images, Path(name))
        for _ in range(times):
            runs["theirs"].append(theirs(program, pdf, languages, Path(name)))
            wall, cpu, said, started = ours(images, warm)
            runs["ours"].append((wall, cpu, said))
            loading = min(loading, started)
    row: dict[str, float] = {"pages": len(images)}
    for who, results in runs.items():
        wall, cpu, texts = min(results, key=lambda run: run[0])
        row[f"{who}_seconds"] = wall / len(images)
        row[f"{who}_cpu"] = cpu / len(images)
        errors = [character_error(t["text"], said) for t, said in zip(truths, texts, strict=False)]
        row[f"{who}_error"] = statistics.median(errors)
    row["loading"] = loading
    row["loaded_ratio"] = row["theirs_seconds"] / (row["ours_seconds"] + loading / len(images))
    row["ratio"] = row["theirs_seconds"] / row["ours_seconds"]
    row["cpu_ratio"] = row["theirs_cpu"] / row["ours_cpu"]
    return row


def table(rows: dict[str, dict[str, float]]) -> str:
    lines = [
        "| set | pages | OCRmyPDF s/page | ours | ratio | OCRmyPDF cpu | ours | ratio "
        "| start, s | ratio with start | OCRmyPDF error | ours |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in rows.items():
        lines.append(
            f"| {name} | {row['pages']:.0f} "
            f"| {row['theirs_seconds']:.2f} | {row['ours_seconds']:.2f} | {row['ratio']:.2f} "
            f"| {row['theirs_cpu']:.2f} | {row['ours_cpu']:.2f} | {row['cpu_ratio']:.2f} "
            f"| {row['loading']:.1f} | {row['loaded_ratio']:.2f} "
            f"| {row['theirs_error']:.4f} | {row['ours_error']:.4f} |"
        )
    for key in ("ratio", "cpu_ratio", "loaded_ratio"):
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
    rows, loads = {}, [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as name:
        warm = generated(Path(name))
        for folder in options.sets:
            rows[folder.name] = measured(folder, options.ocrmypdf, options.times, warm)
            loads.append(os.getloadavg()[0])
            print(folder.name, {key: round(value, 4) for key, value in rows[folder.name].items()}, flush=True)
    said = (
        f"{time.strftime('%Y-%m-%d')}, OCRmyPDF {version} --jobs 2, {len(os.sched_getaffinity(0))} cores, "
        f"best of {options.times}, load of the machine {min(loads):.1f} to {max(loads):.1f}\n\n" + table(rows)
    )
    print(said)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(said)


if __name__ == "__main__":
    main()
