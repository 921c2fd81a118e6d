"""How a record or a page is cited: what is known of it, in the styles and formats scholars use."""

from __future__ import annotations

from archive.citing.formats import FORMATS, Format
from archive.citing.source import Source, of_page, of_record
from archive.citing.styles import STYLES

__all__ = ["FORMATS", "STYLES", "Format", "Source", "of_page", "of_record"]
