"""Paper: a template becomes an A4 PDF whose Chinese characters are inside it, whatever the reader's machine has."""

import atexit
import io
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from PIL import ImageFile

from eduplatform.fonts import FontMissing, find_font

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

# In the order of preference where the font cannot be given as a file (a collection of faces).
FAMILIES = '"Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "PingFang SC", sans-serif'
# What it knows of fonts is shared, and Pango's share is not made for several threads.
ONE_AT_A_TIME = Lock()
REPAIR = "sudo apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"


class CannotPrint(RuntimeError):
    """The machine lacks the text layout library; the message names the command that repairs it."""

    def __init__(self) -> None:
        super().__init__(f"PDF files need Pango on this machine: {REPAIR}")


def render_pdf(template: str, context: Mapping[str, Any], *, attached: Mapping[str, bytes] | None = None) -> bytes:
    """The template as PDF. It may show `data:` pictures and nothing else: no file and no address is ever read.
    `attached` are files to put into the PDF, by name.

    Raises CannotPrint.
    """
    text = render_to_string(template, dict(context))
    with ONE_AT_A_TIME:
        html, css, fonts = _library()
        document = html(string=text, url_fetcher=_fetcher(["data"]))
        files = [_attachment(name, content) for name, content in (attached or {}).items()]
        pdf: bytes = document.write_pdf(stylesheets=[css], font_config=fonts, attachments=files)
    return pdf


def ensure_printing() -> None:
    """Raises CannotPrint where `render_pdf` would: to be asked before an answer that is sent piece by piece."""
    with ONE_AT_A_TIME:
        _library()


@lru_cache(maxsize=1)
def _library() -> tuple[Any, Any, "FontConfiguration"]:
    try:
        # Loaded with the first page: it wants Pango, which a machine that prints nothing may lack.
        from weasyprint import CSS, HTML  # noqa: PLC0415
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    except OSError as error:
        raise CannotPrint from error
    # It lets Pillow take halves of pictures, in the whole process: a photo that was cut off must be refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    fonts = FontConfiguration()
    atexit.register(_library.cache_clear)  # later than that it can no longer tidy up after itself
    return HTML, CSS(string=_style(), font_config=fonts, url_fetcher=_fetcher(["file"])), fonts


def _attachment(name: str, content: bytes) -> Any:
    from weasyprint import Attachment  # noqa: PLC0415  as above

    return Attachment(file_obj=io.BytesIO(content), name=name)


def _fetcher(protocols: list[str]) -> Any:
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  as above

    return URLFetcher(allowed_protocols=protocols, allow_redirects=False)


def _style() -> str:
    """The font for everything; a template only says sizes."""
    try:
        path = find_font().path
    except FontMissing:
        path = None
    if path is None or path.suffix.lower() == ".ttc":
        return f"html {{ font-family: {FAMILIES} }}"
    return f'@font-face {{ font-family: Paper; src: url("{path.as_uri()}") }} html {{ font-family: Paper, {FAMILIES} }}'
