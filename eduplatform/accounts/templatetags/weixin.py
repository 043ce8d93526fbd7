"""Whether to offer WeChat."""

from django import template
from django.conf import settings
from django.http import HttpRequest

register = template.Library()


@register.simple_tag
def offers_weixin(request: HttpRequest) -> bool:
    """Where it is configured, and inside WeChat, which alone can answer."""
    return bool(settings.WEIXIN_APP_ID) and "MicroMessenger" in request.headers.get("user-agent", "")
