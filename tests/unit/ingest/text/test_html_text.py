"""HTML as it is read: what is seen stays, what is hidden goes, and no page is too deep, too empty or too clever."""

from __future__ import annotations

import time

import pytest

from bot.ingest.text.bare_html import bare_text, hidden_classes
from bot.ingest.text.html_text import HtmlText, html_text

SAID = "Le CH de Vallonne déclare un rançongiciel"


@pytest.mark.parametrize(
    "page",
    [
        f'<td style="font-size:0px;word-break:break-word"><div style="font-size:16px">{SAID}</div></td>',
        f'<table style="font-size:0"><tr><td style="font:14px Arial">{SAID}</td></tr></table>',
        f'<div style="visibility:hidden"><p style="visibility:visible">{SAID}</p></div>',
    ],
)
def test_a_child_may_undo_what_its_parent_hides(page: str) -> None:
    assert html_text(f"<html><body>{page}</body></html>") == HtmlText(SAID, False)


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">SECRET <b style="display:block">SECRET</b></div>',
        '<div style="font-size:0">SECRET<i>SECRET</i></div>',
        '<span style="font-size:1px;color:#fff">SECRET</span>',
        '<div style="position:absolute;left:-9999px">SECRET</div>',
        "<style>.gone, p.away { display : none }</style><p class='x gone'>SECRET</p>",
        "<p hidden>SECRET</p>",
    ],
)
def test_what_is_not_meant_to_be_seen_is_left_out_and_told(hidden: str) -> None:
    assert html_text(f"<p>{SAID}</p>{hidden}") == HtmlText(SAID, True)


def test_a_style_for_small_screens_hides_nothing() -> None:
    sheet = "<style>@media (max-width:600px) { .wide { display:none } } .wide { color:red }</style>"
    assert hidden_classes(sheet) == frozenset()
    assert html_text(f"{sheet}<p class=wide>{SAID}</p>") == HtmlText(SAID, False)


def test_a_page_that_hides_all_it_says_is_read_all_the_same() -> None:
    assert html_text(f'<div style="display:none">{SAID}</div>') == HtmlText(SAID, True)


def test_numbers_and_addresses_behind_words_are_kept() -> None:
    page = '<a href="tel:+33199000000">Appelez</a>, <a href="mailto:a@b.example?subject=x">écrivez</a>'
    assert html_text(page).text == "Appelez <+33199000000>, écrivez <a@b.example>"
    assert html_text('<a href="tel:+33199000000">+33 1 99 00 00 00</a>').text == "+33 1 99 00 00 00"


def test_a_list_begins_where_it_says_and_noscript_is_read() -> None:
    assert html_text("<ol start=3><li>un<li>deux</ol><noscript>fin</noscript>").text == "3. un\n4. deux\n\nfin"


N = 60_000
TRAPS = {
    "closed before": "</div>" * N + "<div>" * N,
    "balanced": "<div>" * N + "</div>" * N,
    "closed by others": "<div></b>" * N,
    "out of a table's scope": "<div><table></div></table>" * N,
    "links": "<a><div>" * N,
    "styles never closed": "<style>" * N,
    "comments never closed": "<!--" * N,
    "entities": "&amp" * N,
}


@pytest.mark.parametrize("name", TRAPS)
def test_no_nesting_costs_more_than_its_length(name: str) -> None:
    began = time.process_time()
    text = html_text(f"<p>{SAID}</p>{TRAPS[name]}<p>fin</p>").text
    # The tree builder alone takes ten seconds and more for each of the first five.
    assert time.process_time() - began < 5
    assert SAID in text


def test_bare_text_keeps_words_lines_and_entities() -> None:
    head = "<head><title>t</title></head>"
    body = "<body><h1>Alerte</h1><p>a<b>b</b>c&nbsp;&eacute;<br>d<script>x</script><style>y</style></p>"
    assert bare_text(head + body) == "Alerte\nabc é\nd"
