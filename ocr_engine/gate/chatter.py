"""A model that speaks for itself: excuses, descriptions, its prompt, fences and wrappers.

Letters say "I am sorry, I cannot read"; they do not speak of images, transcriptions and models. What another
reader saw on the page, stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext

from archive.geometry import Box
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason

#: What no page says: marks of machines, and sentences about being one.
_CERTAIN = re.compile(
    r"```|<\|[^|>\n]{1,30}\|>|</?(?:image|img|think|ocr|assistant|system|user)>|"
    r"^\s*[\[{]\s*[\[{]?\s*\"(?:text|bbox|content|page|category|label|transcription|result|lines|blocks)\"\s*:|"
    r"\bas an? (?:AI|artificial intelligence|language model)\b|\b(?:large )?language model\b|"
    r"\bals (?:KI|künstliche Intelligenz|Sprachmodell)\b|\ben tant qu['’](?:IA|intelligence artificielle|modèle)|"
    r"\bcomo (?:una )?(?:IA|inteligencia artificial|modelo de lenguaje)\b|作为一个?(?:AI|人工智能|语言模型)",
    re.IGNORECASE | re.MULTILINE,
)
#: Whoever does what the model was asked to do, and what it was asked to do it with: both in one sentence.
_DOING = re.compile(
    r"\b(?:transcri\w+|transkri\w+|translat\w*|extract\w*|extrah\w*|recogni[sz]\w*|OCR\w*|read\w*|decipher\w*|"
    r"sorry|unable|can(?:no|['’])t|cannot|could not|not (?:able|possible)|impossible|apologi[sz]e\w*|help|"
    r"assist\w*|provide\w*|upload\w*|"
    r"contains?|shows?|depicts?|displays?|appears?|features?|seems?|convert\w*|return\w*|output\w*|preserv\w*|"
    r"here (?:is|are)|below is|the following|note that|let me|"
    r"leid|entschuldig\w*|kann|konnte|können|erkenn\w*|lesen|lesbar|zeigt|enthält|gib|wieder\w*|hier ist|"
    r"folgende\w*|"
    r"désolé\w*|peux|pouvons|impossible|lire|lisible\w*|montre|contient|voici|extrai\w*|retrans\w*|"
    r"siento|puedo|leer|legible|muestra|contiene|aquí|disculp\w*|extra\w*|mostra|posso|leggere|spiacente)\b|"
    r"抱歉|无法|对不起|识别|提取|以下是",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:image|images|picture|photo\w*|screenshot|scan|scans|scanned|transcri\w+|OCR|markdown|JSON|HTML|LaTeX|"
    r"bounding box\w*|handwrit\w+ text|text content|document image|layout|legible|illegible|"
    r"visible text|text (?:in|from|on|of) (?:the|this|an?) (?:image|page|document|picture|scan)|"
    r"(?:this|the) (?:image|scan|document|text) (?:is|are|contains?|shows?|appears?|seems?)|"
    r"Bild\w*|Foto\w*|Scan\w*|Transkri\w+|Texterkennung|Dokumentbild|Bilddatei|"
    r"l['’]image|cette image|transcri\w+|photographie|numéris\w+|imagen|imágenes|transcrip\w+|immagine|"
    r"trascri\w+|afbeelding|transcriptie|"
    r"let me know|further (?:help|assistance|questions?)|would you like)\b|图像|图片|图中|文字|文本",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。！？\n]{6,400}[.!?。！？:]?")
#: How models begin and end: only at the very edge of a text, where documents rarely speak so.
_OPENING = re.compile(
    r"\s*(?:[*#_\s]*transcri\w+(?: of [^\n]{1,60})?[*_\s]*:|[*#]+ ?(?:text|content|document|output)[*_ ]*:|"
    r"(?:sure|certainly|of course|absolutely|okay|natürlich|gerne|bien sûr|certo|"
    r"claro)\b[^\n]{0,4}[!,.][^:]{0,120}:|"
    r"(?:here(?:['’]s| is| are)|below is|the following is|this is|hier ist|voici|ecco|aquí (?:está|"
    r"tiene))\b[^:\n.]{0,100}"
    r"(?:text|transcri\w+|content\w*|document\w*|page|Inhalt|Seite|texte|contenu|testo|texto)[^:\n]{0,60}:)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:\(?\[?(?:please )?note\b[^.\n]{0,20}(?:that )?[^\n]{0,60}(?:may be|might be|have|has|are|is|was|"
    r"were)\b[^\n]{0,120}"
    r"(?:spelling|line breaks?|layout|format\w*|quality|accura\w+|inaccura\w+|legib\w+|original|errors?|document)|"
    r"\bI (?:have|['’]ve|hope|tried|kept|preserved|could|was|am)\b[^\n]{0,100}"
    r"(?:spelling|line breaks?|layout|format\w*|document|helps?|as accurately|faithful\w*|punctuation)|"
    r"\b(?:feel free|let me know|if you (?:need|have|would|want)|hope this helps|end of (?:document|page|text|"
    r"transcri\w+))\b)"
    r"[^\n]{0,160}\s*$",
    re.IGNORECASE,
)
_TAIL = 320  # characters from the end
_LITTLE = 0.5  # of the text: more of it speaks so, and nothing else is left
_STANDS = 0.6  # of a sentence's words another reader saw too


def reasons(leaf: Leaf) -> Iterator[Reason]:
    certain = [(start, end) for start, end in _certain(leaf.text) if not _heard(leaf, leaf.text[start:end])]
    spoken = [(start, end) for start, end in _spoken(leaf.text) if not _heard(leaf, leaf.text[start:end])]
    if not certain and not spoken:
        return
    start, end = min([*certain, *spoken])
    share = sum(e - s for s, e in spoken) / max(1, len(leaf.text.strip()))
    sentence = gettext("The reader speaks for itself instead of reading: “%(words)s”.")
    yield Reason(
        "chatter",
        sentence % {"words": " ".join(leaf.text[start:end].split())[:80]},
        "quarantine" if certain or share > _LITTLE or leaf.second is not None else "flag",
        tuple(_boxes(leaf, [*certain, *spoken])),
        {"share": share, "places": len(certain) + len(spoken)},
    )


def _certain(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _CERTAIN.finditer(text)]


def _spoken(text: str) -> list[tuple[int, int]]:
    """Sentences that do, with something: a description, an excuse, a prompt."""
    found = []
    flat = text.replace("\n", " ")
    if opening := _OPENING.match(flat):
        found.append(opening.span())
    if closing := _CLOSING.search(flat, max(0, len(flat) - _TAIL)):
        found.append(closing.span())
    for match in _SENTENCE.finditer(text):
        said = match[0]
        if (tool := _WITH.search(said)) and any(doing.span() != tool.span() for doing in _DOING.finditer(said)):
            found.append(match.span())
    return [span for span in found if _at_edge(text, *span)]


def _at_edge(text: str, start: int, end: int) -> bool:
    """At the beginning or the end of the text or of a block; books about images speak so in between."""
    return start < _TAIL or len(text) - end < _TAIL or not text[:start].rstrip(" ") or text[:start].endswith("\n\n")


def _heard(leaf: Leaf, said: str) -> bool:
    if leaf.second is None:
        return False
    words = re.findall(r"\w+", said.casefold())
    known = set(re.findall(r"\w+", leaf.heard.casefold()))
    return bool(words) and sum(word in known for word in words) > _STANDS * len(words)


def _boxes(leaf: Leaf, spans: list[tuple[int, int]]) -> Iterator[Box]:
    at = 0
    for block in leaf.parsed.blocks:
        if any(at < end and start < at + len(block.text) for start, end in spans):
            yield block.box
        at += len(block.text) + 2
