from learners.reports.coverage import CoverageRow
from learners.reports.figures import figures_of
from learners.templatetags.coverage import bar, figure_cells

ROW = CoverageRow(None, households=9, not_applicable=1, covered=2, in_progress=0, not_reached=3)


def test_a_cell_leads_to_the_households_behind_its_number():
    cells = figure_cells(figures_of(ROW), "/list/", "year=2025&quarter=2").splitlines()
    assert len(cells) == 6
    assert '<a href="/list/?status=not_reached&amp;year=2025&amp;quarter=2">3</a>' in cells[-1]


def test_what_stands_in_an_address_is_no_markup():
    assert "<b>" not in figure_cells(figures_of(ROW), "/<b>/", '"><b>')


def test_a_bar_shows_only_what_there_is_and_says_all_of_it():
    shown = bar(ROW)
    assert 'class="in_progress"' not in shown
    assert 'style="flex-grow:3"' in shown
    assert "2" in shown.partition(">")[0]
