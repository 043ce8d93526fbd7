"""Public pages are the same for everyone: whoever kept one asks whether it still is, which costs a few bytes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from courses.finished import MAY_BE_KEPT

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """A page without anything personal. Its ETag tells the languages apart, so it is asked about each time."""

    @wraps(view)
    def public(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return for_everyone(view(request, *args, **kwargs))

    return public


def for_everyone(response: HttpResponse) -> HttpResponse:
    if response.status_code == 200:
        patch_cache_control(response, public=True, no_cache=True)
    return response


class PublicPage:
    """For Wagtail's pages, before `Page`: as visitors see them, and not as they are previewed."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        if self.get_view_restrictions():  # type: ignore[attr-defined]
            patch_cache_control(response, private=True, no_store=True)
            return response
        request.META[MAY_BE_KEPT] = self.is_settled()
        return for_everyone(response)

    def is_settled(self) -> bool:
        """Whether all that it shows stays until somebody changes it; the progress of an encoding does not."""
        return True
