"""The trainer's upload form."""

from wagtailmedia.forms import BaseMediaForm


class VideoForm(BaseMediaForm):
    """Asks for a title and a file."""
