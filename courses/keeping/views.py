"""What a phone needs to be independent of the line; the same for everyone."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.caching import public_page
from courses.keeping.worker import worker_script
from courses.models import LessonPage

GREEN, GROUND = "#0a6b2d", "#f6f8f3"
ICONS = (("icon.svg", "any", "any"), ("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any maskable"))
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, because a worker rules what lies below its own address."""
    return HttpResponse(worker_script(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the phone's own screen shows when the site is put on it."""
    content = {
        "id": "/",
        "name": _("Rural skills classroom"),
        "short_name": _("Skills"),
        "lang": get_language(),
        "start_url": reverse("my_start"),
        "scope": "/",
        "display": "standalone",
        "theme_color": GREEN,
        "background_color": GROUND,
        "icons": [
            {"src": static(f"img/{name}"), "sizes": sizes, "type": TYPES[name[-3:]], "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    headers = {"Cache-Control": "public, no-cache"}
    return JsonResponse(content, content_type="application/manifest+json", headers=headers)


@require_safe
@public_page
def on_this_phone(request: HttpRequest) -> HttpResponse:
    """What is kept on this phone, as the phone itself knows it; also what is shown where there is no line."""
    return render(request, "courses/keeping/on_this_phone.html")


@require_safe
def short_link(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Travels with a film from phone to phone, and leads to its lesson wherever that was moved."""
    lesson = LessonPage.objects.live().filter(pk=lesson_id).first()
    if lesson is None:
        raise Http404
    return redirect(lesson.url)
