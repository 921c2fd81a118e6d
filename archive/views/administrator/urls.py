"""Addresses of those who keep the archive running; editors see the work on their own collections."""

from __future__ import annotations

from django.urls import path

from archive.views.administrator import halted, history, storage, wellbeing, wishing, work

urlpatterns = [
    path("work", work.work, name="work"),
    path("work/now", work.now, name="work-now"),
    path("work/halted/<slug:code>", halted.halted, name="work-halted"),
    path("work/wishes/forget", wishing.forget, name="wishes-forget"),
    path("work/wishes/retry", wishing.retry, name="wishes-retry"),
    path("work/<str:kind>/<int:number>/<str:verb>", work.large, name="work-large"),
    path("work/skipped", wishing.take_up, name="work-take-up"),
    path("pages/<int:page_id>/read-again", wishing.page, name="page-read-again"),
    path("records/<int:record_id>/read-again", wishing.record, name="record-read-again"),
    path("records/<int:record_id>/work", wishing.record_work, name="record-work"),
    path("collections/<slug:slug>/read-again", wishing.collection, name="collection-read-again"),
    path("storage", storage.storage, name="storage"),
    path("storage/measure", storage.measure, name="storage-measure"),
    path("history", history.history, name="history"),
    path("records/<int:record_id>/history", history.of_record, name="record-history"),
    path("administration/health", wellbeing.wellbeing, name="health-page"),
    path("administration/health/doctor", wellbeing.doctor, name="health-doctor"),
]
