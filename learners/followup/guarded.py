"""Steps of problems and their proofs stay as they were recorded, also for who has the database password."""

from learners.assistance.guards import guard
from learners.followup.problems.models import ProblemStep, Proof

guard(ProblemStep)
guard(Proof)
