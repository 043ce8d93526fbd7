"""The least that Django can be: one view, no middleware, no database. What `bench.web` compares with."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hello", headers={"Content-Length": "5"})


urlpatterns = [path("", hello)]
if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1", "localhost"], SECRET_KEY="bare")
application = get_wsgi_application()
