"""How near a course is to a trade, and how near its work is in the year."""

from __future__ import annotations

from dataclasses import dataclass

from learners.plans.facts import CourseFacts
from learners.plans.lexicon import NO_KIN, Kinship, Lexicon, Node, code_node
from learners.plans.vocabulary import ANY_TASK, TASKS
from learners.plans.weights import Weights

MONTHS = 12
# Livestock and fish: a ban on one breed is a ban on all of its class.
ANIMAL_DIVISIONS = ("03", "04")


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that a course is about. share: 1 for its main subject, less for what it touches by the way."""

    node: Node
    share: float = 1.0


def topics_of(course: CourseFacts, words: Lexicon, w: Weights) -> tuple[Topic, ...]:
    """The products that the course names, or its title does, and those of its codes that none of them stands for."""
    products = _products_of(course, words)
    main = course.industry_codes[:1]
    covered = {name for node in products for name in (node.code, *node.path)}
    topics = [Topic(node, 1.0 if not main or _is_main(node, main[0], products) else w.by_the_way) for node in products]
    for code in course.industry_codes:
        if code not in covered:
            share = 1.0 if (code,) == main and not products else w.by_the_way
            topics.append(Topic(words.node_of(code), share))
    return tuple(topics)


def _products_of(course: CourseFacts, words: Lexicon) -> tuple[Node, ...]:
    told = [words.node_of(name) for name in course.products]
    divisions = {code[:2] for code in course.industry_codes}
    named = [node for node in words.mentions(course.title) if not divisions or node.code[:2] in divisions]
    nodes: list[Node] = []
    for node in dict.fromkeys((*told, *named)):
        # 菇 after 香菇 says nothing more; but a told product stays.
        if node in told or not any(node.name in other.path for other in nodes):
            nodes.append(node)
    return tuple(nodes)


def _is_main(node: Node, code: str, products: tuple[Node, ...]) -> bool:
    return code in (node.code, *node.path) or not any(code in (one.code, *one.path) for one in products)


def match_topics(topics: tuple[Topic, ...], trade: Node, words: Lexicon) -> Kinship:
    """The best that a course offers to a trade."""
    return max((_shared(topic, trade, words) for topic in topics), key=_nearest, default=NO_KIN)


def _shared(topic: Topic, trade: Node, words: Lexicon) -> Kinship:
    kin = words.kinship(topic.node, trade)
    return Kinship(kin.strength * topic.share, kin.close)


def _nearest(kin: Kinship) -> tuple[float, bool]:
    return kin.strength, not kin.close


def is_under(topics: tuple[Topic, ...], codes: tuple[str, ...], industry: Node) -> bool:
    """Whether a course is about an industry or a part of it; for animals, about any of their class."""
    if any(industry.name in topic.node.path for topic in topics):
        return True
    if industry.name.isdigit() and any(code.startswith(industry.name) for code in codes):
        return True
    return industry.code.startswith(ANIMAL_DIVISIONS) and len(industry.code) == 4 and industry.code in codes


def trade_is_under(trade: Node, industry: Node) -> bool:
    return is_under((Topic(trade),), (trade.code,) if trade.code else (), industry)


def trade_node(code: str, product: str, words: Lexicon) -> Node:
    """The product where it is known, or else the code, or else a name that only itself is akin to."""
    if not product:
        return words.node_of(code)
    node = words.node_of(product)
    if node.code or not code:
        return node
    return Node(product, code, (product, *code_node(code).path))


def season_of(course: CourseFacts, trade_months: frozenset[int] = frozenset()) -> frozenset[int]:
    """The months that decide: the course's own, or else the trade's; empty for work of all the year."""
    return deciding_months(course.season_months) or deciding_months(trade_months)


def deciding_months(months: frozenset[int]) -> frozenset[int]:
    """Months that tell something: none where it is all of them."""
    return months if len(months) < MONTHS else frozenset()


def nearness(months: frozenset[int], now: int, w: Weights) -> float:
    """How near the work is; six weeks from now lie in this month and the next."""
    if not months:
        return w.any_time
    ahead = min((month - now) % MONTHS for month in months)
    if ahead <= 1:
        return w.due
    return w.soon if ahead <= 3 else w.later


def due_month(months: frozenset[int], now: int) -> int | None:
    """The month within the next six weeks in which the work falls due."""
    return next((month for month in (now, now % MONTHS + 1) if month in months), None)


def task_of(course: CourseFacts) -> str:
    """What falls due: as told, or as the title names it; 修剪 says more of December than 栽培."""
    found = [task for task in TASKS if task in course.title]
    return course.work or min(
        found, key=lambda task: (task in ANY_TASK, course.title.index(task), -len(task)), default=""
    )
