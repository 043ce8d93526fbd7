from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Media")

    def ready(self) -> None:
        # Receivers need the models, which are there by now.
        import media.signals  # noqa: F401, PLC0415
