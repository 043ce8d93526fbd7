"""How a notice reaches a phone. `settings.NOTICE_SENDER` names the class; an SMS or WeChat gateway is one more."""

from typing import Protocol


class NoticeNotSent(RuntimeError):
    """The gateway refused or was out of reach; trying again later can help."""


class NoticeSender(Protocol):
    """Tells one sentence to one number; raises NoticeNotSent."""

    def send(self, *, phone: str, text: str) -> None: ...


class InAppOnly:
    """Sends nothing: the notice stands on the villager's own page."""

    def send(self, *, phone: str, text: str) -> None:
        return
