"""What becomes of damaged, encrypted, huge and odd files: `python bench/hostile.py FOLDER [--json]`.

FOLDER holds files and, if there is one, manifest.json: [{"file", "category", "expect", "password"}, …].
Every file is opened as intake opens it and every page (up to --pages) is made as rendering makes it,
in a child process of its own. Exit code 1 when a child died, something unforeseen was raised, a message
says nothing, or a child passed the limit of memory or time.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
os.environ.setdefault("MUNIMENT_HOME", tempfile.mkdtemp(prefix="muniment-bench-"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from django.conf import settings  # noqa: E402

from archive import rendering, zips  # noqa: E402
from archive.children import Child  # noqa: E402
from archive.faults import ChildDied, Fault, OutOfTime  # noqa: E402


def peak(child: Child) -> int:
    """Megabytes the child held at most, as the kernel counted them."""
    try:
        lines = Path(f"/proc/{child.pid}/status").read_text().splitlines()
    except OSError:
        return child.peak >> 20
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM")), 0)


def attempt(path: Path, password: str, most_pages: int) -> dict[str, object]:
    child = Child(rendering.TARGET, memory=settings.MUNIMENT_CHILD_MEMORY_MB << 20)
    request = {"path": str(path), "password": password, "limits": rendering.limits()}
    began, found = time.monotonic(), {"file": path.name, "outcome": "read", "pages": 0, "made": 0, "why": ""}
    try:
        if zips.is_zip(path):
            found["pages"] = len(zips.members(path, path.name))
            return found
        found["pages"] = child.call({"do": "inspect", **request}, settings.MUNIMENT_RENDER_SECONDS)["pages"]
        for index in range(min(int(str(found["pages"])), most_pages)):
            with tempfile.TemporaryDirectory() as folder:
                try:
                    child.call(
                        {"do": "render", "index": index, "folder": folder, **request},
                        settings.MUNIMENT_RENDER_SECONDS,
                    )
                    found["made"] = int(str(found["made"])) + 1
                except (ChildDied, OutOfTime):
                    raise
                except Fault as fault:
                    found |= {"outcome": "halted", "why": fault.message}
    except ChildDied as death:
        found |= {"outcome": "DIED", "why": death.message}
    except OutOfTime as late:
        found |= {"outcome": "LATE", "why": late.message}
    except Fault as fault:
        found |= {"outcome": "refused", "why": fault.message}
    except RuntimeError as error:
        found |= {"outcome": "UNFORESEEN", "why": str(error)[-300:]}
    finally:
        found |= {"seconds": round(time.monotonic() - began, 2), "mb": peak(child)}
        child.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=5, help="pages to make of each file")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    manifest = options.folder / "manifest.json"
    listed = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else []
    told = {entry["file"]: entry for entry in listed}
    results = []
    for path in sorted(options.folder.rglob("*")):
        if not path.is_file() or path == manifest:
            continue
        entry = told.get(path.name, {})
        result = attempt(path, entry.get("password") or "", options.pages)
        result["category"], result["expect"] = entry.get("category", ""), entry.get("expect", "")
        results.append(result)
        if not options.json:
            made = f"{result['pages']:>3} pages {result['made']:>2} made"
            cost = f"{result['seconds']:6.2f} s {result['mb']:4} MB"
            named = f"{result['category']:22} {path.name[:44]:44}"
            print(f"{result['outcome']:10} {made} {cost}  {named} {str(result['why'])[:110]}")
    bad = [
        r for r in results if str(r["outcome"]).isupper() or (r["outcome"] != "read" and len(str(r["why"])) < 20)
    ]
    missing = sorted(set(told) - {str(r["file"]) for r in results})
    summary = {
        "files": len(results),
        "read": sum(r["outcome"] == "read" for r in results),
        "refused": sum(r["outcome"] == "refused" for r in results),
        "halted": sum(r["outcome"] == "halted" for r in results),
        "bad": [r["file"] for r in bad],
        "missing": missing,
        "seconds_at_most": max((r["seconds"] for r in results), default=0),
        "mb_at_most": max((r["mb"] for r in results), default=0),
    }
    print(json.dumps({"summary": summary, "results": results} if options.json else summary, ensure_ascii=False))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
