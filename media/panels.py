"""How far the encoding is, beside the video chooser of a lesson and on the video's own page."""

from __future__ import annotations

from typing import Any

from django.forms import Script
from wagtail.admin.panels import Panel

from media.access import may_change
from media.models import Video
from media.queries import EncodingState, encoding_state


class EncodingPanel(Panel):
    """Put beside a `MediaChooserPanel`; `field_name` is the field that holds the video."""

    def __init__(self, field_name: str = "video", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field_name = field_name

    def clone_kwargs(self) -> dict[str, Any]:
        """What Wagtail needs to copy this panel."""
        return {**super().clone_kwargs(), "field_name": self.field_name}

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/encoding_box.html"

        class Media:
            css = {"all": ("media/desk.css",)}
            js = (Script("media/encoding.js", type="module"),)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """`state` is None while no video is chosen; the script asks again when one is."""
            video: Video | None = getattr(self.instance, self.panel.field_name, None)
            state: EncodingState | None = encoding_state(video) if video else None
            changeable = bool(video and self.request and may_change(self.request.user, video))
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"state": state, "field": self.panel.field_name, "may_change": changeable}
