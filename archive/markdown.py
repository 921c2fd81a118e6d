"""A page's text as Markdown, rendered from kinds, levels and markup; nothing is guessed from the text itself.

Running heads, feet and page numbers belong to the sheet, not to the text: they become HTML comments. Notes in the
margin become quotations. Tables become pipe tables, or stay HTML where a cell spans several columns or rows.
Whatever in the text would be read as Markdown or HTML is escaped, so that the page's own characters are shown."""

from __future__ import annotations

import re
from html import escape

from archive.blocks import Block, Kind, PageText

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_OPENING = re.compile(r"^(\s*)([#>+-]|={1,}$|\d{1,9}(?=[.)](?:\s|$)))")
_MARKER = re.compile(
    r"^\s*(?:(?P<number>\d{1,9})[.)]|[•‣▪■●○◦·∙*✓➢►–-])\s+(?P<rest>.*)$|^\s*(?P<other>\(?\w{1,5}[.)])(?=\s)"
)
_SPANS = re.compile(r"\b(?:colspan|rowspan)=")
_ASIDE = {Kind.HEADER, Kind.FOOTER, Kind.PAGE_NUMBER}


def render(page: PageText) -> str:
    """The whole page; ends with one line break unless it is empty."""
    parts = [part for block in page.blocks for part in [_rendered(block)] if part]
    return "\n\n".join(parts) + "\n" if parts else ""


def plain(text: str) -> str:
    """Text so escaped that Markdown shows it as it is; meant for one line."""
    quiet = _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\1", text))
    opening = _OPENING.match(quiet)
    if not opening:
        return quiet.strip()
    start = opening.end() if opening[2][0].isdigit() else opening.start(2)
    return (quiet[:start] + "\\" + quiet[start:]).strip()


def _rendered(block: Block) -> str:
    text = block.text.strip()
    if block.kind in _ASIDE:
        return f"<!-- {block.kind.value.replace('_', ' ')}: {_comment(text)} -->" if text else ""
    if block.kind == Kind.TABLE:
        return _table(block)
    if block.kind == Kind.FORMULA:
        return _formula(block.markup or text)
    if not text:
        return ""
    if block.kind == Kind.TITLE:
        return "# " + plain(_flat(text))
    if block.kind == Kind.HEADING:
        return "#" * min(block.level + 1 if block.level else 2, 6) + " " + plain(_flat(text))
    if block.kind == Kind.LIST:
        return _list(text)
    if block.kind == Kind.CAPTION:
        return f"*{plain(_flat(text))}*"
    lines = [plain(line) for line in text.split("\n") if line.strip()]
    if block.kind == Kind.MARGINAL:
        return "\n".join("> " + line for line in lines)
    return "\n".join(lines)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _comment(text: str) -> str:
    """Without what would end an HTML comment early."""
    return _flat(text).replace("--", "‐‐").replace(">", "›").replace("<", "‹")


def _list(text: str) -> str:
    """One item for each line with a mark; the other lines go on with the item above them."""
    found: list[str] = []
    for line in text.split("\n"):
        marker = _MARKER.match(line)
        if marker and marker["number"]:
            found.append(f"{marker['number']}. {plain(marker['rest'])}")
        elif marker and marker["rest"] is not None:
            found.append(f"- {plain(marker['rest'])}")
        elif marker or not found:
            found.append(f"- {plain(line)}")
        else:
            found.append(f"  {plain(line)}")
    return "\n".join(found)


def _table(block: Block) -> str:
    """Columns come from the tabs of the text; markup stands where cells span more than one."""
    if block.markup and _SPANS.search(block.markup):
        return block.markup
    rows = [[plain(cell) for cell in row.split("\t")] for row in block.text.split("\n")]
    wide = max(len(row) for row in rows)
    if wide < 2 and not block.markup:
        return "\n".join(plain(line) for line in block.text.split("\n") if line.strip())
    full = [row + [""] * (wide - len(row)) for row in rows]
    head, *body = full
    lines = [head, ["---"] * wide, *body]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


def _formula(source: str) -> str:
    quiet = escape(source.strip().strip("$"), quote=False)
    return f"$$\n{quiet}\n$$" if quiet else ""
