"""What a trial encode lets us expect of other sizes and CRFs: pure curves, fitted to measured ones (docs/video.md).

Quality is VMAF's phone model at 720 lines. Its distance from `CEILING` grows by the same factor with each step of
CRF, and with each halving of the size; bits fall the same way. One trial therefore places the whole family.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Final

CEILING: Final = 114.75
LOSS_PER_CRF: Final = 0.08
LOSS_BY_SIZE: Final = 0.75
BITS_PER_CRF: Final = 0.11
BITS_BY_SIZE: Final = 1.4
BEST_TRIAL: Final = 98.0  # beyond it the trial says nothing more

# What the product's slow encode does better than the trial's few frames: quality of still pictures above all,
# which gather bits from a long future, and key frames, on which that future is spent.
TRIAL_GAIN: Final = 7.2
TRIAL_GAIN_LOST: Final = 18.0  # for each unit of (a frame between / a key frame)
LEAST_GAIN: Final = 1.0
TRIAL_CRF: Final = 0.6
KEY_SHARE: Final = 1.8
INTER_SHARE: Final = 1.05

# SVT-AV1's CRF of equal quality at the same size, preset 6; its steps are wide about 62. Pairs (x264, AV1).
AV1_SCALE: Final = (
    *((23.8, 38.0), (27.8, 46.0), (31.8, 54.0), (33.4, 57.0), (35.4, 60.0), (36.6, 61.0), (38.0, 62.0), (39.8, 63.0)),
    *((40.7, 64.0), (41.8, 65.0), (42.7, 66.0), (43.4, 67.0), (44.3, 68.0)),
)
AV1_BUSY: Final = 18.0  # steps of x264's CRF that AV1 loses for each unit of busyness over a steady camera's
STEADY: Final = 0.07
AV1_LOSES: Final = (-1.0, 4.5)
RESTLESS: Final = 0.2  # busyness from which a longer search finds nothing more


@dataclass(frozen=True)
class Sample:
    """What a trial encode of some stretches showed, at `lines` of the shorter side, `fps` and `crf`.

    `vmaf` is the phone model's; one key frame has `key_kbit`, the frames between `inter_kbit_s`;
    `still_share` is the share of frames that hold next to nothing new.
    """

    lines: int
    fps: float
    crf: float
    vmaf: float
    key_kbit: float
    inter_kbit_s: float
    still_share: float

    @property
    def busyness(self) -> float:
        """A frame between key frames over a key frame, in bits: 0 where nothing moves."""
        return self.inter_kbit_s / self.fps / max(self.key_kbit, 0.1)


@dataclass(frozen=True)
class Estimate:
    """Expectations of x264 as the ladder sets it, at the trial's frame rate with `gop_s` between key frames."""

    sample: Sample
    gop_s: float

    @property
    def _crf(self) -> float:
        return self.sample.crf + TRIAL_CRF

    @property
    def _loss(self) -> float:
        gain = max(LEAST_GAIN, TRIAL_GAIN - TRIAL_GAIN_LOST * self.sample.busyness)
        return CEILING - min(BEST_TRIAL, self.sample.vmaf + gain)

    def quality(self, lines: int, crf: float) -> float:
        """VMAF."""
        size: float = (self.sample.lines / lines) ** LOSS_BY_SIZE
        return CEILING - self._loss * size * math.exp(LOSS_PER_CRF * (crf - self._crf))

    def crf_for(self, quality: float, lines: int) -> float:
        """The CRF that reaches a VMAF at a size."""
        loss = self._loss * (self.sample.lines / lines) ** LOSS_BY_SIZE
        return self._crf + math.log((CEILING - quality) / loss) / LOSS_PER_CRF

    def kbit_s(self, lines: int, crf: float) -> float:
        """Mean rate of the picture."""
        trial = KEY_SHARE * self.sample.key_kbit / self.gop_s + INTER_SHARE * self.sample.inter_kbit_s
        size: float = (lines / self.sample.lines) ** BITS_BY_SIZE
        return trial * size * math.exp(-BITS_PER_CRF * (crf - self._crf))

    def crf_within(self, kbit_s: float, lines: int) -> float:
        """The CRF that brings the mean rate down (or up) to `kbit_s`."""
        return self._crf + math.log(self.kbit_s(lines, self._crf) / kbit_s) / BITS_PER_CRF

    @property
    def av1_loses(self) -> float:
        """Steps of x264's CRF by which AV1 is worse than its scale says: restless pictures suit it less."""
        least, most = AV1_LOSES
        return min(most, max(least, AV1_BUSY * (self.sample.busyness - STEADY)))

    def av1_crf_for(self, quality: float, lines: int, gain: float = 0) -> float:
        """SVT-AV1's CRF for a VMAF at a size; `gain`: what a preset that searches longer is worth, in x264's steps."""
        found = gain * max(0.0, 1 - self.sample.busyness / RESTLESS)
        return av1_crf(self.crf_for(quality, lines) - self.av1_loses + found)


def av1_crf(x264_crf: float) -> float:
    """The AV1 CRF of about the quality of an x264 one, in the quarters that SVT-AV1 knows."""
    if x264_crf <= AV1_SCALE[0][0]:
        return AV1_SCALE[0][1]
    for (low, first), (high, last) in itertools.pairwise(AV1_SCALE):
        if x264_crf < high:
            return round(4 * (first + (last - first) * (x264_crf - low) / (high - low))) / 4
    return AV1_SCALE[-1][1]
