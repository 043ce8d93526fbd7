"""What editors find in the CMS beside pages: the words by which villagers search; and what mends its forms."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
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


@hooks.register("insert_editor_js")
def approve_once() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("courses/approval.js"))
