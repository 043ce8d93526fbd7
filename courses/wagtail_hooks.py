"""What editors find in the CMS beside pages: the words by which villagers search."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.search.models import SearchWord


class SearchWordViewSet(SnippetViewSet):
    model = SearchWord
    icon = "search"
    menu_label = _("Search words")
    add_to_admin_menu = True
    list_display = ["name", "sort", "words", "in_use"]
    list_filter = ["sort", "in_use"]
    search_fields = ["name", "words"]
    search_backend_name = None
    panels = [FieldPanel("name"), FieldPanel("sort"), FieldPanel("words"), FieldPanel("wider"), FieldPanel("in_use")]


register_snippet(SearchWordViewSet)
