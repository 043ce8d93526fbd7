"""Files of the local store; a proxy or an object store answers these addresses in production."""

from django.urls import path

from media.delivery import serve_file

urlpatterns = [path("<path:name>", serve_file, name="media_file")]
