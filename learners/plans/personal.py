"""What one person adds to the points of a place: history, the household's own trade, wishes, questions, causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from learners.plans.catalogue import NO_USE
from learners.plans.facts import Learner
from learners.plans.layers import Layer, meant_layer
from learners.plans.lexicon import Kinship, Node
from learners.plans.place import Place, is_sellable
from learners.plans.profile import Profile
from learners.plans.reasons import Reason, ReasonKind, Term
from learners.plans.vocabulary import ANY_TASK, SPOKEN, TASKS

# A hand in a craft: the household lives from the thing itself or from a near kind of it.
OWN_HAND = 0.6

# A score with its sign turned, and the index of the course: the best first.
Row = tuple[float, int]


class Personal:
    """The layers of terms of one person over a place, and which courses they open.

    claims: courses of which a cadre would not let all go unoffered: for the household's main cause, and for its wishes.
    """

    def __init__(self, place: Place, learner: Learner) -> None:
        self.place, self.learner, self.catalogue = place, learner, place.catalogue
        self.profile = Profile.of(learner)
        self.base = place.base(self.profile)
        self.wished = self._meant(learner.household.wishes)
        self.titled = self._titled()
        self.own = self._meant(learner.household.own_industry_codes)
        begun, steps = self._begun(), self._steps()
        layers = (Layer.of(begun), Layer.of(steps), *self._layers())
        self.layers = [layer for layer in layers if layer.points]
        self.hands = self._hands({*begun, *steps})
        self.added = self._added()
        self.claims = self._claims()
        self.done = {self.catalogue.places[one] for one in learner.history.done if one in self.catalogue.places}
        self.touched: Set[int] = self.hands.union(self.done, self.added)
        self.rows = self._rows()

    def terms(self, index: int) -> Sequence[Term]:
        return [layer.term(index) for layer in self.layers if index in layer.points]

    def score(self, index: int) -> float:
        """The points of a course, NO_USE where the person cannot use it."""
        base = self.base.scores[index]
        if index in self.done or (base == NO_USE and not self._can_use(index)):
            return NO_USE
        return (self._base_of(index) if base == NO_USE else base) + self.added.get(index, 0.0)

    def _rows(self) -> list[Row]:
        """The courses that the person moves, the best first."""
        scores, added, done = self.base.scores, self.added, self.done
        rows = [(-(scores[i] + more), i) for i, more in added.items() if scores[i] != NO_USE and i not in done]
        rows += [(-scores[i], i) for i in self.hands if i not in added and scores[i] != NO_USE and i not in done]
        # What not everybody of this kind can use, this person may.
        may_be_open = self.hands | (self.catalogue.guarded & self.touched)
        closed = ((i, self.score(i)) for i in may_be_open if scores[i] == NO_USE)
        return sorted([*rows, *((-score, i) for i, score in closed if score != NO_USE)])

    def _base_of(self, index: int) -> float:
        terms = self.profile.terms(self.catalogue.entries[index].traits, self.catalogue.weights)
        return self.place.points_of(index, away=self.profile.away) + sum(term.points for term in terms)

    def _can_use(self, index: int) -> bool:
        """For what not everybody of this kind can use: a help for a cause, a step after another, the advanced."""
        entry, learner = self.catalogue.entries[index], self.learner
        facts = entry.facts
        if index not in self.hands and index not in self.catalogue.guarded:
            return False
        is_open = (
            index in self.hands or bool(facts.prerequisites) or (index in self.place.opened and self.profile.reads)
        )
        return (
            index not in self.place.barred
            and facts.prerequisites <= learner.history.done
            and (not entry.traits.is_policy or not facts.causes.isdisjoint(learner.household.causes))
            and self.profile.can_use(entry.traits, is_open=is_open)
        )

    def _layers(self) -> Iterable[Layer]:
        away = self.profile.away
        yield self._meant_layer(ReasonKind.OWN_TRADE, self.own)
        yield self._meant_layer(ReasonKind.WISH, self.wished)
        yield self._meant_layer(ReasonKind.ASKED, self._meant(self.learner.history.asked))
        yield Layer.same(self.titled, self.catalogue.weights.wish, ReasonKind.WISH)
        yield Layer.same(self._worked(), self.catalogue.weights.wish_task, ReasonKind.WISH)
        if any(is_sellable(node) and not self.place.is_banned(node) for node in self.own):
            yield self.place.goods(away=away)
        yield self._causes()

    def _meant_layer(self, kind: ReasonKind, nodes: Sequence[Node]) -> Layer:
        return meant_layer(self.catalogue, kind, nodes, self.place.month, away=self.profile.away)

    def _begun(self) -> Mapping[int, Term]:
        history, w = self.learner.history, self.catalogue.weights
        terms = {}
        for course_id in history.begun | history.given_up:
            gave_up = course_id in history.given_up
            term = Term(w.given_up, Reason(ReasonKind.GIVEN_UP)) if gave_up else Term(w.begun, Reason(ReasonKind.BEGUN))
            if course_id in self.catalogue.places:
                terms[self.catalogue.places[course_id]] = term
        return terms

    def _steps(self) -> Mapping[int, Term]:
        """What goes on from what was finished; a next step counts, however many courses are of the same craft."""
        w = self.catalogue.weights
        same = Term(w.same_craft, Reason(ReasonKind.SAME_CRAFT))
        step = Term(w.next_step, Reason(ReasonKind.NEXT_STEP))
        after = [self.catalogue.steps_after(course_id) for course_id in self.learner.history.done]
        every = dict.fromkeys((index for some in after for index in some), same)
        return every | {index: step for some in after for index, is_next in some.items() if is_next}

    def _titled(self) -> Set[int]:
        """The courses whose titles have a wish in words that no product has."""
        odd = [words for words in self.learner.household.wishes if len(words) > 1 and not words.isdigit()]
        odd = [words for words in odd if not any(self.catalogue.near(node) for node in self._meant([words]))]
        said = {part for words in odd for part in title_words(words)}
        entries = enumerate(self.catalogue.entries) if said else ()
        return {index for index, entry in entries if any(part in entry.facts.title for part in said)}

    def _worked(self) -> Set[int]:
        """Of the courses near a wish, those whose titles name the work that the wish names."""
        entries, found = self.catalogue.entries, set[int]()
        for words in self.learner.household.wishes:
            tasks = {part for part in title_words(words) if part != words or part in TASKS}
            near = (self.catalogue.near(node) for node in self._meant([words]) if tasks)
            found |= {
                index for some in near for index in some if any(one in entries[index].facts.title for one in tasks)
            }
        return found

    def _causes(self) -> Layer:
        household, w = self.learner.household, self.catalogue.weights
        answers = self.catalogue.answers
        main, other = (Term(points, Reason(ReasonKind.CAUSE)) for points in (w.main_cause, w.other_cause))
        others = {index: other for cause in household.other_causes for index in answers.get(cause, ())}
        return Layer.of(others | dict.fromkeys(answers.get(household.cause, ()), main))

    def _added(self) -> Mapping[int, float]:
        added: dict[int, float] = {}
        for layer in self.layers:
            for index, points in layer.points.items():
                added[index] = added.get(index, 0.0) + points
        return added

    def _hands(self, known: set[int]) -> set[int]:
        """Courses of a craft that the person has begun, goes on with, lives from, or can read and asks for by name."""
        known |= {index for node in self.own for index, kin in self.catalogue.near(node).items() if meets(kin)}
        if self.profile.reads:
            wished = (self.catalogue.near(node).items() for node in self.wished)
            known |= {index for near in wished for index, kin in near if kin.strength == 1.0} | self.titled
        return known

    def _claims(self) -> Sequence[set[int]]:
        near = (self.catalogue.near(node).items() for node in self.wished)
        wished = {index for some in near for index, kin in some if meets(kin)}
        return [set(self.catalogue.answers.get(self.learner.household.cause, ())), wished | self.titled]

    def _meant(self, said: Iterable[str]) -> tuple[Node, ...]:
        """What words of one's own mean: every product in them, or what they are the name of; in a fixed order."""
        nodes = {node for words in said for node in self._nodes(words.strip())}
        return tuple(sorted(nodes, key=lambda node: node.name))

    def _nodes(self, words: str) -> Sequence[Node]:
        node = self.catalogue.words.node_of(words)
        if words.isdigit() or (node.code and words == node.name):
            return [node]
        return self.catalogue.words.mentions(words) or [node]


def title_words(words: str) -> Set[str]:
    """What a title may say for a wish: the wish itself, a task that it names, or the usual word for it."""
    said = {words, *(task for task in TASKS if task in words)}
    return (said | {usual for spoken, usual in SPOKEN.items() if spoken in words}) - ANY_TASK


def meets(kin: Kinship) -> bool:
    return kin.strength >= OWN_HAND and not kin.close
