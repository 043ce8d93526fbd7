"""What was issued stays issued: who holds the paper can have it confirmed."""

from learners.assistance.guards import guard
from learners.exports.models import IssuedFile

guard(IssuedFile, "digest = NEW.digest")
