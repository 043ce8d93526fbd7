from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Builds the demo county; holds no models."""

    name = "eduplatform.demo"
    label = "demo"
