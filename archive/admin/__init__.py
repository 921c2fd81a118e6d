"""The administration, one model to a file."""

from __future__ import annotations

from archive.admin.account import AccountAdmin
from archive.admin.act import ActAdmin
from archive.admin.arrivals import AccessionAdmin, UploadAdmin
from archive.admin.collection import CollectionAdmin, MembershipAdmin
from archive.admin.event import EventAdmin
from archive.admin.original import OriginalAdmin
from archive.admin.page import PageAdmin
from archive.admin.people import AttemptAdmin, InvitationAdmin, VisitAdmin
from archive.admin.record import RecordAdmin
from archive.admin.reviewing import DraftAdmin, ReviewAdmin, SampleAdmin
from archive.admin.text import BodyAdmin, RegionAdmin, TranscriptionAdmin
from archive.admin.work import ErrandAdmin, WorkerAdmin

__all__ = [
    "AccessionAdmin",
    "AccountAdmin",
    "ActAdmin",
    "AttemptAdmin",
    "BodyAdmin",
    "CollectionAdmin",
    "DraftAdmin",
    "ErrandAdmin",
    "EventAdmin",
    "InvitationAdmin",
    "MembershipAdmin",
    "OriginalAdmin",
    "PageAdmin",
    "RecordAdmin",
    "RegionAdmin",
    "ReviewAdmin",
    "SampleAdmin",
    "TranscriptionAdmin",
    "UploadAdmin",
    "VisitAdmin",
    "WorkerAdmin",
]
