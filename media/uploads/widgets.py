"""The file field that the page's own uploader takes over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import FileInput, Script
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from media.uploads.models import Upload


class UploadInput(FileInput):
    """A plain file field without JavaScript. `replaces` is the video whose file it changes, if it has one."""

    replaces: int | None = None
    unfinished: Iterable[Upload] = ()

    class Media:
        js = (Script("media/upload.js", type="module"),)
        css = {"all": ("media/upload.css",)}

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Through the project's own templates, which Django's renderer of widgets does not know."""
        field = super().render(name, value, attrs, renderer)
        values = {"field": field, "replaces": self.replaces, "unfinished": self.unfinished}
        return render_to_string("media/upload.html", values)
