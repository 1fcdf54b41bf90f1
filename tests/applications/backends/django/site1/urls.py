"""The pages."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse
from django.urls import path


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("well")


def password(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(check_password("right", make_password("right"))))


urlpatterns = [path("health", health), path("password", password)]
