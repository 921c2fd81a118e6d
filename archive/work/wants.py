"""What the health of the archive means for whoever keeps it, with a remedy for each lack."""

from __future__ import annotations

from collections.abc import Iterator

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.doctor.finding import Finding, broken, note, warning, well
from archive.running import signs
from archive.running.health import Health
from archive.work.hands import DUTIES


def wants(health: Health) -> Iterator[Finding]:
    if health.database:
        yield well("health.database", _("The database answers."))
    else:
        yield broken(
            "health.database",
            _("The database does not answer."),
            _("Start it, or correct MUNIMENT_DATABASE_URL; manage.py doctor says more."),
        )
    if health.store:
        yield well("health.store", _("The data folder can be written."))
    else:
        yield broken(
            "health.store",
            _("The data folder cannot be written."),
            _("See that its disk is mounted and that the user who runs Muniment owns it."),
        )
    if health.broker:
        yield well("health.broker", _("Messages reach the broker."))
    else:
        yield broken(
            "health.broker",
            _("The broker cannot be reached: nothing new is read."),
            _("Start it, or correct MUNIMENT_BROKER_URL."),
        )
    yield from _workers(health)
    yield from _index(health)
    if health.free is not None:
        said = _("%(free)s of the disk are free.") % {"free": filesizeformat(health.free)}
        if health.tight:
            yield broken(
                "health.disk",
                said,
                _("Make room before anything is taken in: the storage page says what lies there."),
            )
        else:
            yield well("health.disk", said)


def _workers(health: Health) -> Iterator[Finding]:
    limit = signs.SILENT.total_seconds()
    for duty, age in health.workers.items():
        name = str(DUTIES.get(duty, duty))
        if age is None:
            yield warning(
                f"health.workers.{duty}",
                _("Nobody %(does)s.") % {"does": name},
                _("manage.py start runs everything; further machines run manage.py worker."),
            )
        elif age > limit:
            yield warning(
                f"health.workers.{duty}",
                _("Whoever %(does)s was last heard of %(age)d seconds ago.") % {"does": name, "age": age},
                _("Look into its log, and start it again; what it held is done by others."),
            )
        else:
            said = _("Somebody %(does)s; heard of %(age)d seconds ago.") % {"does": name, "age": age}
            yield well(f"health.workers.{duty}", said)


def _index(health: Health) -> Iterator[Finding]:
    if health.behind is None:
        yield note("health.index", _("There is no index yet; the follower makes it."))
    elif health.late:
        said = ngettext(
            "The index is %(n)d change and %(age)d seconds behind.",
            "The index is %(n)d changes and %(age)d seconds behind.",
            health.behind.changes,
        ) % {"n": health.behind.changes, "age": health.behind.seconds}
        yield warning(
            "health.index", said, _("See that the follower runs; manage.py rebuild_index makes the index anew.")
        )
    else:
        yield well("health.index", _("The index knows what the archive knows."))
