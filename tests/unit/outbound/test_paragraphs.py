"""One source of words, two forms: wrapped text and accessible HTML."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.paragraphs import LONGEST_LINE, WIDTH, as_html, as_text, blocks, verbatim, wrapped
from bot.outbound.typography import MARKS, phone

MARKED = """# Premiers gestes

Faites ceci
dans l'ordre.

- Isolez du réseau les machines touchées, sans les éteindre, et notez l'heure à laquelle vous l'avez fait.
- Ne payez pas.

1. Quel numéro ?
2. Depuis quand ?
"""


def test_it_writes_headings_items_and_numbers_in_text() -> None:
    assert as_text(blocks(MARKED)) == (
        "PREMIERS GESTES\n\n"
        "Faites ceci dans l'ordre.\n\n"
        "– Isolez du réseau les machines touchées, sans les éteindre, et notez\n"
        "  l'heure à laquelle vous l'avez fait.\n"
        "– Ne payez pas.\n\n"
        "1. Quel numéro ?\n"
        "2. Depuis quand ?\n"
    )


def test_it_writes_real_headings_and_lists_in_html() -> None:
    html = as_html(blocks(MARKED))
    assert html.startswith("<h2>Premiers gestes</h2>\n<p>Faites ceci dans l&#x27;ordre.</p>\n<ul>\n<li>Isolez")
    assert html.endswith("<ol>\n<li>Quel numéro ?</li>\n<li>Depuis quand ?</li>\n</ol>")


def test_it_escapes_everything_in_html() -> None:
    assert as_html(blocks('<b>& "moi"')) == "<p>&lt;b&gt;&amp; &quot;moi&quot;</p>"


def test_it_never_takes_words_of_a_person_for_marks() -> None:
    found = blocks(verbatim("# pas un titre\n- pas une liste\n\n> cité"))
    assert as_text(found) == "# pas un titre\n- pas une liste\n\n> cité\n"
    assert as_html(found) == "<p># pas un titre<br>\n- pas une liste<br>\n<br>\n&gt; cité</p>"


def test_a_person_cannot_slip_in_the_marks_of_a_link() -> None:
    found = blocks(verbatim("\x04javascript:alert(1)\x05ici\x06"))
    assert "<a" not in as_html(found)
    assert not set(as_text(found)) & set(MARKS)


def test_it_makes_a_number_dialable_in_html_and_never_breaks_it_in_text() -> None:
    found = blocks("x" * 60 + " appelez le " + phone("+33639981234") + ".")
    assert '<a href="tel:+33639981234">06 39 98 12 34</a>.' in as_html(found)
    assert "06 39 98 12 34." in as_text(found)


words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=90)


@given(st.lists(words, min_size=1, max_size=60), st.sampled_from(["", "– ", "12. "]))
def test_wrapping_loses_no_word_and_keeps_the_width(given_words: list[str], mark: str) -> None:
    lines = wrapped(" ".join(given_words), mark)
    assert "".join(lines).removeprefix(mark).replace(" ", "") == "".join(given_words)
    assert all(len(line) <= WIDTH or " " not in line.strip().removeprefix(mark) for line in lines)


def test_only_what_no_mail_server_takes_is_cut() -> None:
    lines = wrapped("a" * 3000, "– ")
    assert [len(line) for line in lines] == [LONGEST_LINE, LONGEST_LINE, LONGEST_LINE, 3000 - 3 * 996 + 2]


@given(st.text(max_size=500))
def test_any_text_survives(text: str) -> None:
    found = blocks(text)
    assert as_text(found).endswith("\n")
    assert "<script" not in as_html(found)
