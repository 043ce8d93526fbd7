"""A lesson that shows every motion."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    caption: str
    text: str
    scene: tuple[str, ...]
    motion: str


@dataclass(frozen=True)
class Lesson:
    title: str
    goal: str
    minutes: int
    steps: tuple[Step, ...]


HARVEST = Lesson(
    title="下刀不伤鞭，采完盖好土",
    goal="会用刀把笋采下来，不伤竹鞭，明年还有笋。",
    minutes=2,
    steps=(
        Step("先扒开笋脚的土", "用手把土扒开。看清竹鞭在哪里。", ("bamboo_shoot", "hand", "soil"), "show"),
        Step("一刀割平", "刀口要平，不要撬。", ("knife", "bamboo_shoot"), "cut"),
        Step("碰到竹鞭要绕开", "竹鞭断了，明年就少出笋。", ("hoe",), "warn"),
        Step("装竹篓", "轻轻放，不要压。当天送回家。", ("basket", "bamboo_shoot_small"), "drop"),
    ),
)
