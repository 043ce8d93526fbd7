"""Where the pictures of a step are at a given second; pure numbers, no pixels.

Each motion repeats after `PERIOD` seconds and rests for a good part of it, so that the eye can read.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

PERIOD = 4.0
CUTTERS = frozenset({"knife", "hoe", "pruning_shears"})
RECEIVERS = frozenset({"basket", "bucket", "pot", "bag", "tea_wok", "feeder", "silage", "field", "soil", "drinker"})
WATER = frozenset({"bucket", "watering_can", "sprayer", "pot", "disinfectant"})
POURERS = WATER | {"bag", "fertilizer", "corn", "medicine", "compost", "sawdust", "soil"}
IN_THE_SKY = frozenset({"sun", "moon", "cloud", "rain", "snow"})
SIGNS = frozenset({"no_entry", "warning", "cross"})


class Placed(NamedTuple):
    """A picture to paint: middle of its foot and its size in pixels, turned clockwise by degrees.

    Only the part between the shares `top` and `bottom` of its height is painted.
    """

    name: str
    x: int
    y: int
    size: int
    turn: int = 0
    top: float = 0.0
    bottom: float = 1.0


class Scene(NamedTuple):
    """The pictures of a step and the room they have, in pixels; `ground` is where their feet stand."""

    names: tuple[str, ...]
    width: int
    ground: int
    size: int

    def spot(self, index: int) -> Placed:
        """The place of a picture at rest."""
        shares = {1: (0.5,), 2: (0.29, 0.71), 3: (0.19, 0.5, 0.81)}[len(self.names)]
        placed = Placed(self.names[index], round(self.width * shares[index]), self.ground, self.size)
        if placed.name in IN_THE_SKY:
            return lifted(resized(placed, 0.7), 0.3 * self.size)
        return placed

    def spots(self) -> list[Placed]:
        return [self.spot(index) for index in range(len(self.names))]

    def first(self, words: frozenset[str]) -> int | None:
        """Index of the first picture that is one of `words`."""
        return next((index for index, name in enumerate(self.names) if name in words), None)


Motion = Callable[[Scene, float], list[Placed]]


def ease(second: float, start: float, length: float) -> float:
    """0 before `start`, 1 after `start + length`, a soft slope between."""
    part = min(1.0, max(0.0, (second - start) / length))
    return part * part * (3 - 2 * part)


def bump(second: float, start: float, length: float) -> float:
    """0, up to 1 in the middle of the time, and back to 0."""
    part = min(1.0, max(0.0, (second - start) / length))
    return math.sin(math.pi * part)


def resized(placed: Placed, factor: float) -> Placed:
    return placed._replace(size=round(placed.size * factor))


def lifted(placed: Placed, pixels: float) -> Placed:
    return placed._replace(y=round(placed.y - pixels))


def show(scene: Scene, second: float) -> list[Placed]:
    """The pictures pop up one after another; later each hops in its turn."""
    placed = []
    for index, spot in enumerate(scene.spots()):
        start = 0.1 + 0.5 * index
        grown = ease(second, start, 0.4) + 0.1 * bump(second, start + 0.2, 0.5)
        hop = bump(second % PERIOD, 0.5 * index, 0.5) if second >= PERIOD else 0.0
        placed.append(lifted(resized(spot, grown), 0.08 * scene.size * hop))
    return placed


def move_in(scene: Scene, second: float) -> list[Placed]:
    """The pictures come in from the side; later the first goes up to the second and back."""
    placed = []
    last = len(scene.names) - 1
    for index, spot in enumerate(scene.spots()):
        arrived = ease(second, 0.5 * (last - index), 1.2)
        x = spot.x - (1 - arrived) * (spot.x + scene.size)
        steps = abs(math.sin(arrived * math.pi * 4)) if arrived < 1 else 0.0
        placed.append(lifted(spot._replace(x=round(x)), 0.06 * scene.size * steps))
    if second >= PERIOD and not last:
        return [lifted(placed[0], 0.06 * scene.size * bump(second % PERIOD, 0, 0.6))]
    if second >= PERIOD:
        way = (placed[1].x - placed[0].x) * 0.3 * bump(second % PERIOD, 0, 2.4)
        placed[0] = placed[0]._replace(x=round(placed[0].x + way))
    return placed


def drop(scene: Scene, second: float) -> list[Placed]:
    """Something falls into its vessel again and again; without a vessel each picture falls to its place once."""
    target = scene.first(RECEIVERS)
    faller = next(
        (index for index, name in enumerate(scene.names) if index != target and name not in CUTTERS | {"fire"}), None
    )
    if target is None or faller is None:
        return _fall_in_turn(scene, second)
    # Smaller than in other motions: there must be air above the vessel to fall through.
    placed = [resized(spot, 0.72) for spot in scene.spots()]
    phase = second % PERIOD
    vessel = resized(placed[target], 1 + 0.06 * bump(phase, 1.6, 0.4))
    others = [spot for index, spot in enumerate(placed) if index not in (target, faller)]
    if phase > 1.7:
        return [*others, vessel, resized(placed[faller], ease(phase, 3.0, 0.5))]
    flying = _flight(scene, placed[faller], vessel.x, phase)
    return [*others, flying, vessel] if phase > 1.2 else [*others, vessel, flying]


def _flight(scene: Scene, thing: Placed, goal: int, phase: float) -> Placed:
    """Up and over to `goal`, then down, ever smaller."""
    over, down = ease(phase, 0.3, 0.8), ease(phase, 1.1, 0.5)
    moved = thing._replace(x=round(thing.x + (goal - thing.x) * over))
    return lifted(resized(moved, 1 - 0.4 * over - 0.3 * down), scene.size * (0.58 * over - 0.4 * down * down))


def _fall_in_turn(scene: Scene, second: float) -> list[Placed]:
    placed = []
    for index, spot in enumerate(scene.spots()):
        fallen = min(1.0, max(0.0, (second - 0.5 * index) / 0.5)) ** 2
        bounce = 0.12 * bump(second, 0.5 * index + 0.5, 0.4)
        again = 0.12 * bump(second % PERIOD, 0.5 * index, 0.5) if second >= PERIOD else 0.0
        placed.append(lifted(spot, scene.size * (1.6 * (1 - fallen) + bounce + again)))
    return placed


def pour(scene: Scene, second: float) -> list[Placed]:
    """One picture is lifted and tilted over another, and drops or grains fall out of it."""
    source = scene.first(POURERS)
    if source is None:
        source = scene.first(frozenset({"water_drop"})) or 0
    goals = [index for index, name in enumerate(scene.names) if index != source and name != "water_drop"]
    if not goals:
        return shake(scene, second)
    placed = scene.spots()
    can, goal = placed[source], placed[next((index for index in goals if index > source), goals[-1])]
    side = 1 if goal.x > can.x else -1
    phase = second % PERIOD
    up = ease(phase, 0.2, 0.8) - ease(phase, 3.2, 0.7)
    over = (goal.x - side * 0.45 * scene.size - can.x) * up
    can = lifted(can._replace(x=round(can.x + over), turn=round(side * 60 * up)), 0.42 * scene.size * up)
    drops = _stream("water_drop" if can.name in WATER | {"water_drop"} else "grain", scene, goal, phase)
    others = [spot for index, spot in enumerate(placed) if index != source]
    return [*others, *drops, resized(can, 1 - 0.4 * up)]


def _stream(name: str, scene: Scene, goal: Placed, phase: float) -> list[Placed]:
    """Five drops under way, for the two seconds that the vessel is tilted."""
    if not 1.0 <= phase < 3.2:
        return []
    drops = []
    for number in range(5):
        part = (phase * 1.6 + number / 5) % 1
        y = goal.y - scene.size * (0.85 - 0.6 * part)
        x = goal.x + (number - 2) * scene.size * 0.07
        drops.append(Placed(name, round(x), round(y), round(scene.size * 0.12)))
    return drops


def cut(scene: Scene, second: float) -> list[Placed]:
    """The blade comes down on the first thing that is no blade and parts it in two."""
    placed = scene.spots()
    tool = scene.first(CUTTERS) or 0
    target = next(
        (index for index, name in enumerate(scene.names) if name not in CUTTERS | {"calendar", "clock"}), None
    )
    if target is None or target == tool:
        return shake(scene, second)
    phase = second % PERIOD
    there = ease(phase, 0.2, 0.7) - ease(phase, 3.0, 0.8)
    stroke = bump(phase, 0.9, 0.5) if phase < 1.15 else 1 - ease(phase, 1.4, 0.4) if phase < 1.8 else 0.0
    side = 1 if placed[target].x < placed[tool].x else -1
    thing, blade = placed[target], placed[tool]
    x = blade.x + (thing.x + side * 0.45 * scene.size - blade.x) * there
    blade = blade._replace(x=round(x), turn=round(-side * (25 * there + 65 * stroke)))
    placed[tool] = lifted(resized(blade, 1 - 0.3 * there), scene.size * (0.3 * there - 0.22 * stroke))
    apart = ease(phase, 1.15, 0.3) - ease(phase, 3.4, 0.5)
    halves = _halves(thing, apart, -side)
    return [*(s for i, s in enumerate(placed) if i not in (tool, target)), *halves, placed[tool]]


def _halves(thing: Placed, apart: float, side: int) -> list[Placed]:
    """A picture whose upper part slides off its lower part."""
    if apart <= 0.02:
        return [thing]
    upper = thing._replace(
        x=round(thing.x + side * 0.16 * thing.size * apart), y=round(thing.y - 0.05 * thing.size * apart), bottom=0.6
    )
    return [thing._replace(top=0.6), upper]


def rise(scene: Scene, second: float) -> list[Placed]:
    """The pictures grow out of the ground one after another; later each stretches in its turn."""
    placed = []
    for index, spot in enumerate(scene.spots()):
        shown = ease(second, 0.3 + 0.8 * index, 1.2)
        stretch = 0.08 * bump(second % PERIOD, 0.7 * index, 0.8) if second >= PERIOD else 0.0
        grown = resized(spot, 1 + stretch)
        placed.append(grown._replace(y=round(spot.y + (1 - shown) * spot.size), bottom=shown))
    return placed


def shake(scene: Scene, second: float) -> list[Placed]:
    """All pictures sway for a second and a half, then stand still."""
    phase = second % PERIOD
    sway = math.sin(2 * math.pi * 2 * phase) * (1 - ease(phase, 0.5, 1.0))
    return [spot._replace(turn=round(12 * sway), x=round(spot.x + 0.04 * scene.size * sway)) for spot in scene.spots()]


def compare(scene: Scene, second: float) -> list[Placed]:
    """A pointer goes from one to the next, and what it points at grows; one alone is shown small and large."""
    if len(scene.names) == 1:
        scene = scene._replace(names=scene.names * 2)
        placed = [resized(scene.spot(0), 0.56), resized(scene.spot(1), 0.8)]
    else:
        placed = [resized(spot, 0.8) for spot in scene.spots()]
    turn = second / (PERIOD / 2)
    chosen = int(turn) % len(placed)
    swell = ease(turn % 1, 0, 0.2) - ease(turn % 1, 0.8, 0.2)
    placed[chosen] = resized(placed[chosen], 1 + 0.08 * swell)
    pointer = placed[chosen]._replace(name="pointer", y=placed[chosen].y - placed[chosen].size, size=scene.size // 6)
    return [*placed, pointer]


def count(scene: Scene, second: float) -> list[Placed]:
    """The pictures come one by one, each with its number."""
    placed = []
    for index, spot in enumerate(scene.spots()):
        start = 0.2 + 0.9 * index
        hop = bump(second % PERIOD, 0.9 * index, 0.6) if second >= PERIOD else 0.0
        placed.append(lifted(resized(spot, 0.94 * ease(second, start, 0.4)), 0.05 * scene.size * hop))
        badge = ease(second, start + 0.3, 0.3) + 0.25 * hop
        if len(scene.names) > 1:
            x, y = spot.x - scene.size * 2 // 5, spot.y - scene.size * 2 // 3
            placed.append(Placed(f"badge {index + 1}", x, y, round(scene.size * 0.26 * badge)))
    return placed


def warn(scene: Scene, second: float) -> list[Placed]:
    """A sign swells while the rest trembles; without a sign a warning triangle stands in the corner."""
    phase = second % PERIOD
    beat = bump(phase, 0.0, 0.7) + bump(phase, 0.9, 0.7)
    tremble = math.sin(2 * math.pi * 4 * phase) * (1 - ease(phase, 0.9, 0.9))
    placed = []
    for spot in scene.spots():
        sign = spot.name in SIGNS
        if sign:
            placed.append(resized(spot, 0.86 + 0.14 * beat))
        else:
            placed.append(spot._replace(turn=round(3 * tremble)))
    if scene.first(SIGNS) is None:
        size = round(scene.size * (0.34 + 0.08 * beat))
        corner = Placed("warning", scene.width - scene.size // 4, scene.ground - round(scene.size * 0.72), size)
        placed.append(corner)
    return placed


MOTIONS: dict[str, Motion] = {
    motion.__name__: motion for motion in (show, move_in, drop, pour, cut, rise, shake, compare, count, warn)
}


def arrange(motion: str, names: Sequence[str], *, width: int, ground: int, size: int, second: float) -> list[Placed]:
    """What to paint at `second` of a step, back to front; raises `KeyError` for an unknown motion."""
    placed = MOTIONS[motion](Scene(tuple(names), width, ground, size), second)
    return [spot for spot in placed if spot.size > 1 and spot.bottom > spot.top]
