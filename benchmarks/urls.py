"""The project's addresses, and those of what it is compared with."""

from django.urls import include, path

from benchmarks.naive import NaiveList, PrefetchedList

urlpatterns = [
    path("naive/", NaiveList.as_view()),
    path("prefetched/", PrefetchedList.as_view()),
    path("", include("crm.urls")),
]
