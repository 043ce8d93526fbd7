from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses.changes import install_after_migrate  # noqa: PLC0415
        from courses.keeping import endings  # noqa: PLC0415
        from courses.search.receivers import connect  # noqa: PLC0415 - models have to be loaded first

        connect()
        endings.connect()
        post_migrate.connect(install_after_migrate, sender=self, dispatch_uid="trace what public pages show")
