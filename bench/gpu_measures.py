"""What bench/gpu.py measures, row by row."""

from __future__ import annotations

import argparse
import gc
import math
import random
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from bench.gpu_model import FULL, TINY, Sizes, experts_hit, inputs, model_of, pictures
from bench.roofline import Card, Roofline, card_of
from ocr_engine.deepseek.banning import Ban
from ocr_engine.deepseek.graphs import Replayed
from ocr_engine.deepseek.slots import Job, Slots

_TOGETHER = 8  # pages whose images are seen at once, as in reading
_RUNAWAYS, _SIGMA = 0.03, 0.6
Row = list[str]


class Bench:
    def __init__(self, told: argparse.Namespace) -> None:
        self.sizes: Sizes = TINY if told.tiny else FULL
        self.device = torch.device("cuda" if torch.cuda.is_available() and not told.tiny else "cpu")
        dtype = torch.bfloat16 if self.device.type == "cuda" else torch.float32
        self.model = model_of(unlimited=told.unlimited, tiny=told.tiny, device=self.device, dtype=dtype)
        self.card: Card = card_of(self.device, dtype)
        self.roof = Roofline(self.model.config, self.card)
        self.window: int | None = self.model.config.text_config.sliding_window if told.unlimited else None
        self.told = told
        self.slots = told.slots or (4 if told.tiny else 128)
        self.pages = told.pages or 3 * self.slots

    def slots_of(self, count: int, room: int) -> Slots:
        return Slots(self.model, count, room, end=-1, ban=Ban())

    def places(self, length: int, said: float) -> float:
        return length + (said if self.window is None else min(said, self.window))

    # The images

    def prefill(self) -> Iterator[Row]:
        for mode in self.sizes.modes:
            yield self.row(mode, lambda mode=mode: self._prefill(mode), 4)

    def _prefill(self, mode: str) -> Row:
        shown = pictures(self.sizes, mode)
        jobs = [Job(inputs(self.model, shown[at % 4]), 2) for at in range(_TOGETHER)]
        slots, best = self.slots_of(_TOGETHER, jobs[0].length + 16), math.inf
        for _ in range(self.sizes.times):
            begun = time.perf_counter()
            slots.take(jobs)
            best = min(best, time.perf_counter() - begun)
            slots.jobs = [None] * _TOGETHER
        rate = _TOGETHER / best
        roof = 1 / self.roof.prefill(self.sizes.modes[mode], shown[0], jobs[0].length)
        return [str(jobs[0].length), f"{rate:.1f}", f"{roof:.1f}", f"{rate / roof:.0%}"]

    # The writing

    def decode(self) -> Iterator[Row]:
        for mode in self.sizes.modes:
            for rows in self.sizes.rows:
                yield [mode, *self.row(str(rows), lambda mode=mode, rows=rows: self._decode(mode, rows), 7)]

    def _decode(self, mode: str, rows: int) -> Row:
        length = len(inputs(self.model, pictures(self.sizes, mode)[0])["input_ids"][0])
        slots = self.slots_of(rows, length + self.sizes.said)
        said = self.sizes.said // 2
        places = round(self.places(length, said))
        for layer in slots.memory.layers:
            layer.keys.normal_()
            layer.values.normal_()
        slots.steps.token.random_(0, self.model.config.text_config.vocab_size)
        slots.steps.prompt.fill_(length)
        recorded = self._step(slots, length + said, places)
        hit, works = experts_hit(slots), slots.steps.replayed.recording
        slots.steps.replayed = Replayed(None)
        plain = self._step(slots, length + said, places)
        roof, best = self.roof.step(rows, places), recorded if works else plain
        return [
            *(str(places), f"{1000 * recorded:.2f}" if works else "–", f"{1000 * plain:.2f}"),
            *(f"{1000 * roof:.2f}", f"{roof / best:.0%}", f"{rows / best:,.0f}", f"{hit:.1f}"),
        ]

    def _step(self, slots: Slots, written: int, places: int) -> float:
        """Seconds, the first steps left out: these record, or choose kernels."""
        best = math.inf
        for _ in range(self.sizes.times + 1):
            slots.steps.written.fill_(written)
            begun = time.perf_counter()
            slots.steps.take(slots.most, places)
            best = min(best, (time.perf_counter() - begun) / slots.most)
        return best

    # Whole runs

    def runs(self) -> Iterator[Row]:
        for mode in self.sizes.modes:
            for kind in ("fixed", "mixed"):
                yield [mode, *self.row(kind, lambda mode=mode, kind=kind: self._run(mode, kind), 7)]

    def _lengths(self, kind: str) -> list[int]:
        """Tokens of each page; one more than the guard lets through is a runaway."""
        if kind == "fixed":
            return [self.sizes.said] * self.pages
        dice, guard = random.Random(1), self.sizes.guard
        middle = math.log(self.sizes.said) - _SIGMA**2 / 2
        said = [min(guard, max(1, round(dice.lognormvariate(middle, _SIGMA)))) for _ in range(self.pages)]
        for at in dice.sample(range(self.pages), max(1, round(_RUNAWAYS * self.pages))):
            said[at] = guard + 10**6
        return said

    def _run(self, mode: str, kind: str) -> Row:
        shown, lengths = pictures(self.sizes, mode), self._lengths(kind)
        length = len(inputs(self.model, shown[0])["input_ids"][0])
        most = self.sizes.said if kind == "fixed" else self.sizes.guard
        slots = self.slots_of(self.slots, length + most + 16)
        waiting, taken = deque(lengths), 0
        ended: list[tuple[int, str]] = []  # not the pages themselves: their pixels are on the card
        begun = time.perf_counter()
        while waiting or slots.busy:
            done, some = [], []
            for _ in range(min(_TOGETHER, len(slots.free), len(waiting))):
                some.append(Job(inputs(self.model, shown[taken % 4]), waiting.popleft()))
                taken += 1
            if some:
                done += slots.take(some)
            done += slots.step()
            ended += [(len(job.said), job.ended) for job in done]
            for job in slots.jobs:
                if job is not None and len(job.said) >= self.sizes.guard:
                    slots.stop(job)
        seconds = time.perf_counter() - begun
        tokens = sum(said for said, _how in ended)
        mean = tokens / len(ended)
        step = self.roof.step(self.slots, self.places(length, mean / 2)) * mean / self.slots
        roof = 1 / (step + self.roof.prefill(self.sizes.modes[mode], shown[0], length))
        rate, stopped = len(ended) / seconds, sum(how == "stopped" for _said, how in ended)
        return [
            *(str(len(ended)), str(stopped), f"{mean:,.0f}", f"{tokens / seconds:,.0f}", f"{rate:.2f}"),
            *(f"{roof:.1f}", f"{rate / roof:.0%}"),
        ]

    # The processors

    def ready(self) -> Iterator[Row]:
        script, size = Path(__file__).with_name("page_images.py"), "x".join(map(str, self.sizes.page))
        for mode in self.sizes.modes:
            told = ["--mode", mode, "--size", size, "--workers", str(self.told.workers)]
            done = subprocess.run([sys.executable, script, *told], check=True, capture_output=True, text=True)
            yield [mode, str(self.told.workers), f"{float(done.stdout):.1f}"]

    def row(self, name: str, measured: Callable[[], Row], columns: int) -> Row:
        """One row, with the most memory it took; or that it took too much."""
        card = self.device.type == "cuda"
        if card:
            gc.collect()
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats(self.device)
        try:
            found = measured()
        except torch.OutOfMemoryError:
            found = ["out of memory", *[""] * (columns - 1)]
        most = f"{torch.cuda.max_memory_allocated(self.device) / 2**30:.1f}" if card else "–"
        print(name, *found, most, flush=True)
        return [name, *found, most]

    def profile(self) -> str:
        """Where the time goes in a chunk of images and some steps, as torch tells it."""
        jobs = [Job(inputs(self.model, pictures(self.sizes, "base")[0]), 40) for _ in range(_TOGETHER)]
        slots = self.slots_of(_TOGETHER, jobs[0].length + 64)
        slots.take(jobs)
        slots.step()
        slots.jobs = [None] * _TOGETHER
        with torch.profiler.profile() as seen:
            slots.take(jobs)
            slots.step()
        order = "self_cuda_time_total" if self.device.type == "cuda" else "self_cpu_time_total"
        return str(seen.key_averages().table(sort_by=order, row_limit=30, max_name_column_width=60))
