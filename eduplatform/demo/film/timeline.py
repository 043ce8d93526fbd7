"""How long each part of a lesson film stays on the screen; pure numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

CHARACTERS_A_SECOND = 4.0
SHORTEST_PAGE = 1.8
# Before the first sentence of a step the viewer reads its caption and sees the movement once.
LEAD_IN = 2.5
TITLE_EXTRA = 3.0
SUMMARY_EXTRA = 4.0


def reading_seconds(text: str) -> float:
    """What a slow reader needs for `text`."""
    return max(SHORTEST_PAGE, len(text) / CHARACTERS_A_SECOND)


def share(weights: Sequence[float], frames: int) -> list[int]:
    """`frames` split by weight without losing one; raises `ValueError` if a part would be left without a frame."""
    if frames < len(weights):
        raise ValueError(f"{frames} frames are too few for {len(weights)} parts.")
    spare, total = frames - len(weights), sum(weights)
    ends = [round(spare * sum(weights[: count + 1]) / total) for count in range(len(weights))]
    return [end - start + 1 for start, end in zip([0, *ends], ends, strict=False)]


@dataclass(frozen=True)
class Reading:
    """The pages of one step over its `seconds`: after the lead-in all of them, as often as time allows."""

    pages: tuple[str, ...]
    seconds: float

    @property
    def _lead_in(self) -> float:
        return min(LEAD_IN, self.seconds / 8)

    @property
    def _passes(self) -> int:
        once = sum(map(reading_seconds, self.pages))
        return max(1, round((self.seconds - self._lead_in) / once)) if once else 1

    def page_at(self, second: float) -> int | None:
        """Index of the page to show, `None` before the first."""
        if second < self._lead_in or not self.pages:
            return None
        weights = [reading_seconds(page) for page in self.pages]
        part = (second - self._lead_in) / (self.seconds - self._lead_in) * self._passes % 1 * sum(weights)
        for index, weight in enumerate(weights):
            part -= weight
            if part < 0:
                return index
        return len(weights) - 1
