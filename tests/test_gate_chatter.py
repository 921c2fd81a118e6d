"""A model that speaks for itself is not taken for the page; letters that say they are sorry are."""

from __future__ import annotations

import pytest

from ocr_engine.gate import judge
from tests.leaves_judged import PROSE, parsed, unplaced

TEXT = " ".join(PROSE)


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't transcribe the text in this image.",
        "The image shows a handwritten letter on yellowed paper.",
        "As an AI language model, I do not see pictures.",
        f"Here is the transcription of the page:\n{TEXT}",
        f"**Transcription:**\n{TEXT}",
        f"```markdown\n{TEXT}\n```",
        f'{{"text": "{TEXT}"}}',
        f"<|ref|>text<|/ref|>{TEXT}",
        f"{TEXT}\nNote: I have kept the original spelling and line breaks.",
        f"{TEXT}\nLet me know if you need further assistance.",
        "Es tut mir leid, ich kann den Text auf diesem Bild nicht lesen.",
        "Je suis désolé, je ne peux pas lire le texte de cette image.",
        "Lo siento, no puedo leer el texto de la imagen.",
        "抱歉，我无法识别图片中的文字。",
    ],
)
def test_excuses_descriptions_prompts_and_wrappers_are_told(text: str) -> None:
    reasons = {reason.code: reason for reason in judge(parsed(unplaced(text))).reasons}
    assert "chatter" in reasons
    assert reasons["chatter"].boxes


@pytest.mark.parametrize(
    "text",
    [
        f"Dear Sir, I am sorry that I cannot read the last line of your letter. {TEXT}",
        f"Es tut mir leid, daß ich den Brief nicht lesen kann. {TEXT}",
        f"This page has been left blank on purpose. {TEXT}",
        "Please note that the office is closed on Sundays. Tickets are sold at the quay.",
        "The image of Saint Nicholas was carried through the town at night.",
    ],
)
def test_people_who_are_sorry_are_not(text: str) -> None:
    assert "chatter" not in [reason.code for reason in judge(parsed(unplaced(text))).reasons]


def test_what_another_reader_saw_stands_on_the_page() -> None:
    manual = f"The image shows how the text in the image is read. {TEXT}"
    assert "chatter" in [r.code for r in judge(parsed(unplaced(manual))).reasons]
    assert judge(parsed(unplaced(manual)), second=parsed(unplaced(manual))).decision == "pass"
