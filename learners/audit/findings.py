"""Everything that is asked: importing the modules registers their finders."""

from learners.audit import afterwards, attending, jumps, learning
from learners.audit.registry import QUESTIONS, Found, Question, Scope

__all__ = ["QUESTIONS", "Found", "Question", "Scope", "afterwards", "attending", "jumps", "learning"]
