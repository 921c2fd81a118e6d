"""The way of a page, and what persons asked for beside it: which work is due, who has it, what became of it.

One table maps steps to tasks. A worker claims work with one UPDATE, computes without a
transaction, and stores in one short transaction that demands its lease.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.faults import ChildDied, Fault, LeaseLost, MachineFailed
from archive.models.page import UNINDEXED, Page
from archive.models.upload import Upload
from archive.running import signs

log = logging.getLogger(__name__)
M = TypeVar("M", bound=models.Model)
V = TypeVar("V")
_OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ENFILE}


_BESIDE_A_PAGE = ("original", "record__collection", "current")


@dataclass(frozen=True)
class Step:
    name: str
    task: str
    queue: str
    due: Q
    #: What the work is done on, named by string: other apps have work of their own.
    model: str = "archive.Page"
    beside: tuple[str, ...] = _BESIDE_A_PAGE  # what is loaded with it

    @property
    def rows(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = apps.get_model(self.model)._default_manager.all()
        return rows


#: A halt ends a page's first path, and so does a person who says that the page may stay as it is.
_GOES_ON = Q(halted="") & ~Q(condition=Page.Condition.SKIPPED)
#: An image that was lost is made again, also of a page that need not be read.
_LOST = Q(halted="") & ~Q(image="")
RENDER = Step("render", "archive.render_page", "pages", Q(stage=Page.Stage.RECEIVED) & (_GOES_ON | _LOST))
READ = Step("read", "ocr_engine.read_page", "ocr", Q(stage=Page.Stage.RENDERED) & _GOES_ON)
# Text that came another way, from a person, is indexed all the same.
INDEX = Step("index", "search.index_page", "index", UNINDEXED & ~Q(halted_step="index"))
#: Somebody wants pages read once more: before the backlog, since a person waits for it.
AGAIN = Step(
    "again",
    "ocr_engine.read_again",
    "ocr-now",
    Q(outcome="wanted", halted="") & ~Q(page__image=""),
    model="ocr_engine.Reading",
    beside=tuple(f"page__{name}" for name in _BESIDE_A_PAGE),
)
#: A try on the workbench: a person waits at the screen.
TRIAL = Step(
    "trial",
    "ocr_engine.read_trial",
    "ocr-now",
    Q(outcome="wanted", halted=""),
    model="ocr_engine.Trial",
    beside=("person",),
)
ERRAND = Step(
    "errand",
    "archive.run_errand",
    "pages",
    Q(finished_at__isnull=True, halted=""),
    model="archive.Errand",
    beside=("actor",),
)
#: Changes of many records, and takedowns: a person looks on.
ACT = Step(
    "act",
    "archive.go_on",
    "index-now",
    Q(finished_at__isnull=True, halted=""),
    model="archive.Act",
    beside=("person", "collection", "undoes"),
)
#: Files that have come over the web and wait to be opened.
_COMING = Upload.objects.filter(outcome="coming")
_LACKING = _COMING.filter(accession=OuterRef("accession"), batch=OuterRef("batch"), received__lt=F("size"))
_HAS_COME = _COMING.filter(
    Q(batch="") | Q(code="wanted") | (Q(accession__announced=True) & ~Exists(_LACKING)), received=F("size")
)
TAKE_IN = Step(
    "take_in",
    "archive.take_in",
    "pages",
    Q(pk__in=_HAS_COME.order_by().values("accession"), undone_at__isnull=True, halted=""),
    model="archive.Accession",
    beside=("collection", "person"),
)
STEPS = (RENDER, READ, AGAIN, TRIAL, INDEX, ERRAND, ACT, TAKE_IN)


def due(step: Step) -> models.QuerySet[Any]:
    """Rows this step may work on now, oldest first."""
    return step.rows.filter(_free(step)).order_by("id")


def _free(step: Step) -> Q:
    now = timezone.now()
    return (
        step.due
        & (Q(lease_until__isnull=True) | Q(lease_until__lt=now))
        & (Q(not_before__isnull=True) | Q(not_before__lte=now))
    )


def lease_time() -> timedelta:
    return timedelta(seconds=settings.MUNIMENT_LEASE_SECONDS)


def claim(rows: models.QuerySet[M], free: Q) -> str:
    """Takes the one row, if it is free; returns the lease token, or "" when somebody was faster."""
    token = f"{uuid.uuid4().hex[:20]}{signs.signature()}"[:32]
    taken = rows.filter(free).update(lease=token, lease_until=timezone.now() + lease_time())
    return token if taken else ""


def release(rows: models.QuerySet[M], token: str, **changes: Any) -> None:
    """Gives the row back with what changed. Raises LeaseLost when the lease is no longer ours."""
    if not rows.filter(lease=token).update(lease="", lease_until=None, **changes):
        raise LeaseLost


@contextlib.contextmanager
def heartbeat(rows: models.QuerySet[M], token: str) -> Iterator[None]:
    """Keeps the lease alive while the block runs."""
    done = threading.Event()

    def beat() -> None:
        try:
            while not done.wait(settings.MUNIMENT_LEASE_SECONDS / 3):
                try:
                    rows.all().filter(lease=token).update(lease_until=timezone.now() + lease_time())
                except DatabaseError as error:  # busy, or starting again: the next beat may still be in time
                    log.warning("a heartbeat failed: %s", error)
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def run(step: Step, pk: int, compute: Callable[[Any], V], store: Callable[[Any, V], dict[str, Any]]) -> bool:
    """Does one step for one row (a page, a wish), if it is due and free; says whether it was done.

    `compute` is slow and writes nothing. `store` runs in the transaction that gives the lease back
    and returns the row's changes. A Fault is kept on the row; any other error is recorded and raised.
    Trouble of the database or the machine is raised too, but does not count against the row.
    """
    rows = step.rows.filter(pk=pk)
    token = claim(rows, _free(step))
    if not token:
        return False
    row: Any = rows.select_related(*step.beside).first()
    if row is None:  # removed since it was claimed
        return False
    try:
        with heartbeat(rows, token):
            value = compute(row)
        with transaction.atomic():
            changes = store(row, value)
            # What halted at another step keeps the reason of that.
            over = {} if row.halted else {"why": ""}
            release(rows, token, attempts=0, deaths=0, not_before=None, **(over | changes))
    except LeaseLost:
        log.info("lease lost %s=%s step=%s", row._meta.model_name, pk, step.name)
        return False
    except Fault as fault:
        set_back(rows, token, step.name, fault)
        return False
    except Exception as error:
        if _is_elsewhere(error):
            put_off(rows, token)
            raise
        kind = type(error).__name__[:40]
        # The error's own words speak of our code and of paths: they are for the log, not for readers.
        log.error("unforeseen %s=%s step=%s: %s", row._meta.model_name, pk, step.name, error)
        said = _("Something went wrong that nobody foresaw (%(kind)s). The log says more.") % {"kind": kind}
        set_back(rows, token, step.name, Fault(said, code=kind, retryable=True))
        raise
    return True


def _is_elsewhere(error: Exception) -> bool:
    """Whether any page would have failed now: no database, no room on the disk, a card that died."""
    return isinstance(error, OperationalError | InterfaceError | MachineFailed) or (
        isinstance(error, OSError) and error.errno in _OF_THE_MACHINE
    )


def put_off(rows: models.QuerySet[M], token: str) -> None:
    """Gives the row back for later, as if it had not been tried; where even that fails, the lease runs out."""
    with contextlib.suppress(LeaseLost, DatabaseError):
        release(rows, token, not_before=timezone.now() + timedelta(seconds=settings.MUNIMENT_RETRY_SECONDS))


def set_back(rows: models.QuerySet[M], token: str, step: str, fault: Fault) -> None:
    """After a failure: try again later, or halt with the reason."""
    row: Any = rows.filter(lease=token).first()
    if row is None:
        return
    died = isinstance(fault, ChildDied)
    attempts, deaths = row.attempts + (not died), row.deaths + died
    changes: dict[str, Any] = {"attempts": attempts, "deaths": deaths, "why": fault.message}
    if fault.retryable and attempts < settings.MUNIMENT_ATTEMPTS and deaths < settings.MUNIMENT_ATTEMPTS:
        pause = settings.MUNIMENT_RETRY_SECONDS * 2 ** (attempts + deaths - 1)
        # The first death is tried again at once: it was most likely not the page's doing.
        changes["not_before"] = timezone.now() + timedelta(seconds=0 if died and deaths == 1 else pause)
    else:
        changes |= {"halted": fault.code[:40], "halted_step": step}
        log.warning("halted %s=%s step=%s code=%s", row._meta.model_name, row.pk, step, fault.code)
    with contextlib.suppress(LeaseLost):
        release(rows, token, **changes)


#: A row as if it had never been tried.
AFRESH: dict[str, Any] = {
    "halted": "", "halted_step": "", "why": "", "attempts": 0, "deaths": 0, "not_before": None, "lease": "",
    "lease_until": None,
}  # fmt: skip


def retry(pages: models.QuerySet[Page]) -> int:
    """Lets halted pages try again; returns how many there were."""
    return pages.exclude(halted="").update(**AFRESH)


def unfinished() -> models.QuerySet[Page]:
    """Pages that are neither findable nor halted."""
    return Page.objects.filter(RENDER.due | READ.due | INDEX.due)


def asked_for() -> int:
    """What persons asked for beside the pages' first path, and is not done yet."""
    return sum(step.rows.filter(step.due).count() for step in (AGAIN, ERRAND, ACT, TAKE_IN))
