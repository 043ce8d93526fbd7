"""The one table of weights that a recommendation adds up. Raise a number here to change what is offered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Points, and factors from 0 to 1 that points are multiplied by."""

    # What the person did. Going on outweighs everything that a new course can gather.
    begun: float = 300.0
    next_step: float = 30.0  # what it builds on was finished
    same_craft: float = 8.0  # another course of the same craft was finished
    given_up: float = -40.0
    asked: float = 25.0  # for a full match with a question or search of the person

    # What staff decided for the area and season.
    pinned: float = 1000.0
    opening: float = 34.0  # a cooperative or workshop takes people for it

    # Points of a full match out of season, and what is added when its work falls due.
    place_trade: float = 30.0
    place_season: float = 30.0
    own_trade: float = 30.0
    own_season: float = 28.0
    wish: float = 42.0  # a wish is honoured in any season
    wish_season: float = 14.0
    wish_task: float = 12.0  # the wish names the work too: 做青贮喂牛
    step_of_wish: float = 0.92  # for each level above the first: who wishes to begin a trade begins at the beginning

    # Where the trade of the place was entered, and the least that a small trade of a place counts.
    village: float = 1.0
    township: float = 0.45
    county: float = 0.3
    least_trade: float = 0.5
    place_when_away: float = 0.15

    # When the work falls due.
    due: float = 1.0  # within six weeks: this month or the next
    any_time: float = 0.65
    soon: float = 0.4  # within the season after that
    later: float = 0.0

    # What a course counts for that reaches a trade only by its second industry (ducks in rice for a rice village).
    by_the_way: float = 0.7

    # Other reasons.
    main_cause: float = 50.0
    other_cause: float = 42.0
    away: float = 40.0
    ecommerce: float = 30.0
    harvest: float = 5.0  # on top, while what there is to sell is being harvested
    nothing_to_sell: float = -12.0
    need: float = 7.0  # a need of the household met: no land, no strength, no money

    # What makes a good course for somebody of whom little is known.
    general: float = 8.0  # tied to no trade
    common: float = 4.0  # a trade that is found in nearly every village, where none was entered
    season: float = 4.0
    fit: float = 3.0
    completion: float = 2.0
    brevity: float = 1.0
    lightness: float = 1.0  # costs little data
    unknown_completion: float = 0.5  # a course that nobody began yet is neither praised nor sunk
    new: float = 2.0  # for a course that nobody was offered yet, less with every time it is shown
    learned: float = 6.0  # at most, for or against, from what came of a course in places like this

    # Held against a course.
    heavy_for_weak: float = -50.0
    work_for_weak: float = -6.0
    work_for_unable: float = -46.0
    hard_to_read: float = -30.0
    second_alike: float = -0.18  # share of its own score, so that variety never brings in what does not fit
    second_selling: float = -0.45  # the same for selling, where that is not the trade itself
    third_alike: float = -1000.0  # only where nothing else is left


WEIGHTS = Weights()
