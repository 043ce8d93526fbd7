from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LearnersConfig(AppConfig):
    name = "learners"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Learners")

    def ready(self) -> None:
        # Rooms can be imported only once all models are known.
        import learners.assistance.receivers  # noqa: PLC0415
        import learners.audit.guarded  # noqa: PLC0415
        import learners.classes.withdrawing  # noqa: PLC0415
        import learners.classes.words  # noqa: PLC0415
        import learners.exports.guarded  # noqa: PLC0415
        import learners.followup.coming  # noqa: PLC0415
        import learners.followup.guarded  # noqa: PLC0415
        import learners.followup.problems.words  # noqa: PLC0415
        import learners.followup.todos.moving  # noqa: PLC0415
        import learners.followup.todos.words  # noqa: PLC0415
        import learners.people.receivers  # noqa: PLC0415
        import learners.plans.agreed.receivers  # noqa: PLC0415
        import learners.plans.agreed.words  # noqa: PLC0415
        import learners.plans.orders.words  # noqa: PLC0415
        import learners.progress.receivers  # noqa: PLC0415
        import learners.records.renewing  # noqa: PLC0415
        import learners.records.words  # noqa: PLC0415
        import learners.reports.receivers  # noqa: F401, PLC0415
        from learners.assistance import guards  # noqa: PLC0415
        from learners.plans.desk import receivers as matching  # noqa: PLC0415

        matching.connect()

        post_migrate.connect(guards.install_after_migrate, sender=self, dispatch_uid="guard the ledger")
