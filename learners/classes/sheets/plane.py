"""From the plane of a page to that of its photo: a homography from four points."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]


def homography(source: Sequence[Point], target: Sequence[Point]) -> NDArray[np.float64]:
    """3 x 3, with `target = H source`. Raises ValueError where three points lie on a line."""
    rows, right = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    try:
        solved = np.linalg.solve(np.array(rows, dtype=float), np.array(right, dtype=float))
    except np.linalg.LinAlgError as error:
        raise ValueError("three points lie on a line") from error
    return np.append(solved, 1.0).reshape(3, 3)


def coefficients(matrix: NDArray[np.float64]) -> tuple[float, ...]:
    """As Pillow's PERSPECTIVE wants them: where each point of the result comes from."""
    return tuple(float(value) for value in (matrix / matrix[2, 2]).ravel()[:8])
