"""How a sign-in code reaches a phone. `settings.CODE_SENDER` names the class; an SMS gateway is one more class."""

import sys
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from eduplatform.accounts.secrets import masked


class CodeNotSent(RuntimeError):
    """The gateway refused or was out of reach; asking again later can help."""


class CodeSender(Protocol):
    """Sends one code to one number; raises CodeNotSent."""

    def send(self, *, phone: str, code: str) -> None: ...


class ConsoleSender:
    """Writes the code where `make run` was typed: for trying the platform out, never for real numbers."""

    def send(self, *, phone: str, code: str) -> None:
        sys.stdout.write(f"\n  Sign-in code for {masked(phone)}: {code}\n\n")
        sys.stdout.flush()


def code_sender() -> CodeSender:
    sender: CodeSender = import_string(settings.CODE_SENDER)()
    return sender
