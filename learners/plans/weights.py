"""The one table of weights that a recommendation adds up. Raise a number here to change what is offered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Points, and factors from 0 to 1 that points are multiplied by."""

    # What the person did. Going on outweighs everything that a new course can gather.
    begun: float = 200.0
    next_step: float = 25.0  # what it builds on was finished
    given_up: float = -30.0

    # Points of a full match, by who lives from the trade.
    place_trade: float = 40.0
    own_trade: float = 36.0
    wish: float = 32.0
    trade_season: float = 18.0  # on top of each of the three, when the work falls due

    # Where the trade of the place was entered, and the least that a small trade of a place counts.
    village: float = 1.0
    township: float = 0.7
    county: float = 0.5
    least_trade: float = 0.5
    place_when_away: float = 0.4

    # How near the course is to the trade.
    same_product: float = 1.0
    same_class: float = 0.7  # 4 digits of GB/T 4754
    inside_group: float = 0.6  # the trade is named by 3 digits, the course lies within
    inside_division: float = 0.35  # by 2 digits
    same_group: float = 0.35  # neighbours within 3 digits
    same_division: float = 0.15  # neighbours within 2 digits

    # When the work falls due.
    due: float = 1.0  # within six weeks: this month or the next
    any_time: float = 0.5
    soon: float = 0.4  # within the season after that
    later: float = 0.0

    # Other reasons.
    main_cause: float = 30.0
    other_cause: float = 18.0
    ecommerce: float = 22.0
    away: float = 20.0

    # What makes a good course for somebody of whom little is known.
    general: float = 3.0  # tied to no trade
    season: float = 4.0
    fit: float = 3.0
    completion: float = 2.0
    brevity: float = 1.0
    unknown_completion: float = 0.5  # a new course is neither praised nor sunk

    # Held against a course.
    strain: float = -15.0  # heavy work for the weak and the old
    second_alike: float = -0.25  # share of its own score, so that variety never brings in what does not fit
    third_alike: float = -1000.0  # only where nothing else is left


WEIGHTS = Weights()
