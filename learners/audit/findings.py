"""Everything that is asked: importing the modules registers their finders."""

from learners.audit import attending, jumps, learning
from learners.audit.registry import QUESTIONS, Found, Question, Scope

__all__ = ["QUESTIONS", "Found", "Question", "Scope", "attending", "jumps", "learning"]
