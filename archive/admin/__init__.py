"""The administration, one model to a file."""

from __future__ import annotations

from archive.admin.act import ActAdmin
from archive.admin.collection import CollectionAdmin, MembershipAdmin
from archive.admin.event import EventAdmin
from archive.admin.original import OriginalAdmin
from archive.admin.page import PageAdmin
from archive.admin.record import RecordAdmin
from archive.admin.text import BodyAdmin, RegionAdmin, TranscriptionAdmin

__all__ = [
    "ActAdmin",
    "BodyAdmin",
    "CollectionAdmin",
    "EventAdmin",
    "MembershipAdmin",
    "OriginalAdmin",
    "PageAdmin",
    "RecordAdmin",
    "RegionAdmin",
    "TranscriptionAdmin",
]
