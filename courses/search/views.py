"""The page of search: the same for everyone who asks the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.caching import public_page
from courses.search.normalise import LONGEST, fold
from courses.search.queries import answer_to


@require_safe
@public_page
def search_page(request: HttpRequest) -> HttpResponse:
    typed = " ".join(request.GET.get("q", "").replace("\0", " ").split())
    query = typed[:LONGEST]
    context = {
        "query": query,
        "shortened": len(typed) > LONGEST,
        "asked": bool(fold(query)),
        "answer": answer_to(query),
    }
    return render(request, "courses/search.html", context)
