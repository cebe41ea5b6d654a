"""Addresses that write something and then answer as they are asked to."""

from django.http import HttpResponse
from django.urls import path

from movements.models import Organisation


def write_and_answer(request, status):
    Organisation.objects.create(district=request.reader.district, name="Halvgjort")
    return HttpResponse(status=status)


def write_and_crash(request):
    Organisation.objects.create(district=request.reader.district, name="Halvgjort")
    raise RuntimeError("halfway")


def handler500(request):
    return HttpResponse(status=500)


urlpatterns = [
    path("<int:status>/", write_and_answer),
    path("crash/", write_and_crash),
]
