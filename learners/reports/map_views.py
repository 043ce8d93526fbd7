"""The battle map of an area, and the target it is held against."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from learners.regions.access import get_region
from learners.reports.battle import places_of, tiles_of
from learners.reports.coverage import coverage_for
from learners.reports.queries import path_to
from learners.reports.targets import may_set_target, set_target
from learners.reports.views import figures_context, period_asked

BAND_LABELS = (
    (1, gettext_lazy("below 20%")),
    (2, gettext_lazy("20% to 40%")),
    (3, gettext_lazy("40% to 60%")),
    (4, gettext_lazy("60% to 80%")),
    (5, gettext_lazy("80% and more")),
    (0, gettext_lazy("nobody to reach")),
)
VILLAGES_SHOWN = 100
"""More than a large township has; who wants all of a county asks for them."""


class TargetForm(forms.Form):
    """A share in percent for one year."""

    year = forms.IntegerField(min_value=2014, max_value=2100, widget=forms.HiddenInput)
    percent = forms.IntegerField(label=gettext_lazy("Target in percent"), min_value=1, max_value=100)


@never_cache
@login_required(login_url="account_login")
def coverage_map(request: HttpRequest, code: str) -> HttpResponse:
    """The places below the area and its villages, as tiles or as a ranked table; of many villages the worst."""
    region = get_region(request.user, code)
    query = coverage_for(request.user, region, period_asked(request))
    tiles = tiles_of(query)
    shown = tiles if "all" in request.GET else tiles[:VILLAGES_SHOWN]
    context = {
        "region": region,
        "path": path_to(request.user, region),
        "places": places_of(query),
        "tiles": shown,
        "villages": len(tiles),
        "left_out": len(tiles) - len(shown),
        "bands": [(band, label, sum(tile.band == band for tile in tiles)) for band, label in BAND_LABELS],
        "as_table": request.GET.get("as") == "table",
        "may_set_target": may_set_target(request.user, region),
        **figures_context(query),
    }
    return render(request, "learners/reports/map.html", context)


@login_required(login_url="account_login")
@require_POST
def coverage_target(request: HttpRequest, code: str) -> HttpResponse:
    """Sets the target of the officer's own region for a year."""
    region = get_region(request.user, code)
    if not may_set_target(request.user, region):
        raise Http404
    form = TargetForm(request.POST)
    if form.is_valid():
        set_target(region=region, **form.cleaned_data)
        messages.success(request, _("The target is set."))
    else:
        messages.error(request, _("Give a target from 1 to 100 percent."))
    return redirect("coverage_map", code)
