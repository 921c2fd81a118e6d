"""The things we keep, one to a file."""

from __future__ import annotations

from archive.models.accession import Accession
from archive.models.act import Act
from archive.models.attempt import Attempt
from archive.models.body import Body
from archive.models.collection import Collection, Membership
from archive.models.draft import Draft
from archive.models.errand import Errand
from archive.models.event import Event
from archive.models.invitation import Invitation
from archive.models.original import Original
from archive.models.page import Page
from archive.models.record import Record
from archive.models.region import Region
from archive.models.review import Review
from archive.models.sample import Sample
from archive.models.transcription import Transcription
from archive.models.upload import Upload
from archive.models.visit import Visit
from archive.models.worker import Worker

__all__ = [
    "Accession",
    "Act",
    "Attempt",
    "Body",
    "Collection",
    "Draft",
    "Errand",
    "Event",
    "Invitation",
    "Membership",
    "Original",
    "Page",
    "Record",
    "Region",
    "Review",
    "Sample",
    "Transcription",
    "Upload",
    "Visit",
    "Worker",
]
