"""A table of many columns folds on a phone: each cell says the name of its column."""

from __future__ import annotations

from markupsafe import Markup

from admin_ui.folding import labelled

HEAD = "<thead><tr><th>Day</th><th>Tenant &amp; seat</th><th class='n'>Sum</th><th></th></tr></thead>"


def rows(body: str, head: str = HEAD) -> str:
    return str(labelled(Markup(head + body))).removeprefix(head)


def test_a_cell_says_its_column_and_the_first_one_is_the_title() -> None:
    told = rows('<tr><td>1</td><td class="wide"><a href="/">x</a></td><td>3</td><td>go</td></tr>')
    assert told == (
        '<tr><td>1</td><td class="wide" data-label="Tenant &amp; seat"><a href="/">x</a></td>'
        '<td data-label="Sum">3</td><td>go</td></tr>'
    )


def test_after_a_figure_the_second_cell_is_the_title_too() -> None:
    body = '<tr><td class="n">1</td><td>Rent</td><td>3</td><td></td></tr>'
    assert rows(body) == body.replace("<td>3", '<td data-label="Sum">3')


def test_after_a_box_the_second_cell_is_the_title_too() -> None:
    body = '<tr><td><input type="checkbox"></td><td>1001</td><td>3</td><td></td></tr>'
    assert rows(body) == body.replace("<td>3", '<td data-label="Sum">3')


def test_each_row_begins_anew_and_empty_cells_are_left_alone() -> None:
    row = "<tr><th>1</th><td> </td><td>3</td><td></td></tr>"
    assert rows(row + row) == (row + row).replace("<td>3", '<td data-label="Sum">3')


def test_a_cell_over_several_columns_counts_as_several() -> None:
    body = '<tr><td colspan="2">Total</td><td>9</td><td></td></tr>'
    assert rows(body) == body.replace("<td>9", '<td data-label="Sum">9')


def test_a_small_table_stays_a_table() -> None:
    small = Markup("<thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1</td><td>2</td></tr>")
    assert labelled(small) == small
    facts = Markup("<tbody><tr><th>a</th><td>1</td></tr></tbody>")
    assert labelled(facts) == facts
