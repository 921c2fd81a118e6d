"""Looking for lines at the size of the writing, in overlapping tiles where the page is large.

The detector is shown letters of one height, whatever the scan's resolution: a page of large print
is looked at small, and a newspaper of 23 megapixels is not shrunk until its columns blur.
"""

from __future__ import annotations

from ocr_engine.rapid.detecting import Found, Grey, detect
from ocr_engine.rapid.networks import Networks

_LETTER = 11.0  # pixels a letter of median height gets in the detector's image
_SIDES = (640, 1280)  # of what the detector is shown


def detect_whole(networks: Networks, page: Grey, letter: float) -> list[Found]:
    longer = max(page.shape)
    return detect(networks, page, min(1.0, 1280 / longer))
