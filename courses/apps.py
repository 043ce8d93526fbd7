from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses.search.receivers import connect  # noqa: PLC0415 - models have to be loaded first

        connect()
