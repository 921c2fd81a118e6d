"""What the models are asked. The words are those they were trained with: another wording, even another blank, and
they drift into other languages or never end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from archive.faults import EngineMissing

#: What opens and closes things in prompts and answers; nobody else's words may hold it.
_MARK = re.compile(r"<[|｜][^<>]{0,40}[|｜]>|</?(?:image|td|tr)>")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    prompt: str  # {} is where what somebody wrote goes
    boxes: bool  # whether the answer says where things stand
    text: bool = True  # whether the answer is the text of the page

    @property
    def asks(self) -> bool:
        """Whether somebody has to write something for it."""
        return "{}" in self.prompt


def _named(*tasks: Task) -> dict[str, Task]:
    return {task.name: task for task in tasks}


IMAGE = "<image>"
_MARKDOWN = "<image>\n<|grounding|>Convert the document to markdown."
_FREE = "<image>\nFree OCR."
FIRST = _named(
    Task("markdown", _MARKDOWN, True),
    Task("text", _FREE, False),
    Task("lines", "<image>\n<|grounding|>OCR this image.", True),
    Task("figure", "<image>\nParse the figure.", False, False),
    Task("describe", "<image>\nDescribe this image in detail.", False, False),
    Task("locate", "<image>\nLocate <|ref|>{}<|/ref|> in the image.", True, False),
    # No words of their own were published for these: of the published ones, what serves best.
    Task("handwriting", _FREE, False),
    Task("table", _MARKDOWN, True),
    Task("custom", "<image>\n{}", False, False),
)
_EXACTLY = (
    " exactly as it is written: keep spelling, capitals, punctuation and the order of reading. Write … for what "
    "cannot be read. Correct, translate, explain and add nothing."
)
#: Our own words, for models that follow any.
PLAIN = _named(
    Task(
        "markdown",
        f"<image>\nTranscribe this page as markdown,{_EXACTLY} Headings begin with #, tables are HTML tables.",
        False,
    ),
    Task("text", f"<image>\nTranscribe the text of this page,{_EXACTLY} Give the text alone.", False),
    Task("lines", f"<image>\nTranscribe this page line by line, a line for each line,{_EXACTLY}", False),
    Task("handwriting", f"<image>\nTranscribe the handwriting on this page,{_EXACTLY}", False),
    Task("table", f"<image>\nTranscribe the tables of this page as HTML tables,{_EXACTLY}", False),
    Task("figure", "<image>\nSay what this drawing or chart shows, with its figures as a table.", False, False),
    Task("describe", "<image>\nDescribe this image in detail.", False, False),
    Task("custom", "<image>\n{}", False, False),
)
#: By whose words they are: a checkpoint (ocr_engine.deepseek.family), or any model that follows plain words.
TASKS: Mapping[str, Mapping[str, Task]] = {
    "deepseek": FIRST,
    "unlimited": _named(
        Task("markdown", "<image>document parsing.", True), Task("custom", "<image>{}", False, False)
    ),
    "deepseek-2": _named(
        Task("markdown", _MARKDOWN, True), Task("text", _FREE, False), Task("custom", "<image>\n{}", False, False)
    ),
    "plain": PLAIN,
}  # fmt: skip


def named(speaks: str, *, texts: bool) -> tuple[str, ...]:
    return tuple(name for name, task in TASKS[speaks].items() if task.text == texts)


def prompt_of(speaks: str, task: str, said: str = "") -> str:
    """The prompt in full. Raises EngineMissing for a task the model does not know, or one that lacks its words."""
    known = TASKS[speaks]
    if task not in known:
        raise EngineMissing(
            f"A model of the kind “{speaks}” has no task “{task}”. It can do: {', '.join(known)}.",
            code="no_such_task",
        )
    if not known[task].asks:
        return known[task].prompt
    words = " ".join(_MARK.sub(" ", said[:_LONGEST]).split())
    if not words:
        raise EngineMissing(f"The task “{task}” needs words: what is to be looked for, or asked.", code="no_words")
    return known[task].prompt.replace("{}", words)
