"""The accessions of a collection, the latest first."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import rights
from archive.models import Accession, Collection, Original
from archive.showing import numerals

SCREEN = 50


@require_safe
def accessions(request: HttpRequest, slug: str) -> HttpResponse:
    collection = Collection.objects.editable_by(request.user).filter(slug=slug).first()
    if collection is None:
        raise Http404
    every = Accession.objects.filter(collection=collection).select_related("person").order_by("-pk")
    before = numerals.whole(request.GET.get("before", ""))
    if before is not None:
        every = every.filter(pk__lt=before)
    listed = list(every[: SCREEN + 1])
    ids = [accession.pk for accession in listed[:SCREEN]]
    counted = (
        Accession.objects.filter(pk__in=ids)
        .order_by()
        .annotate(
            coming=Count("uploads", filter=Q(uploads__outcome="coming")),
            refused=Count("uploads", filter=Q(uploads__outcome="refused")),
        )
    )
    uploads = {row.pk: row for row in counted}
    held = Original.objects.filter(accession__in=ids).order_by().values("accession")
    originals = {
        row["accession"]: row for row in held.annotate(files=Count("pk"), records=Count("record", distinct=True))
    }
    rows = [
        {"accession": accession, "uploads": uploads.get(accession.pk), "held": originals.get(accession.pk)}
        for accession in listed[:SCREEN]
    ]
    return render(
        request,
        "archivist/accession_list.html",
        {
            "collection": collection,
            "curates": Collection.objects.filter(
                rights.curates_collection(request.user), pk=collection.pk
            ).exists(),
            "rows": rows,
            "before": listed[SCREEN - 1].pk if len(listed) > SCREEN else None,
        },
    )
