"""Authentication-Results by its grammar (RFC 8601 section 2.2): no word of the sender speaks for the server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.trust.results import Result, read_results

PASSES = "x; dmarc=pass header.from=ch.example; dkim=pass header.d=ch.example"


@pytest.mark.parametrize(
    "sender",
    [
        f'"{PASSES}"@evil.example',
        '"a\\"; dmarc=pass header.from=ch.example; dkim=pass header.d=ch.example; \\""@evil.example',
        f'"({PASSES}"@evil.example',
        f"evil@evil.example ({PASSES}; \\) (nested; dkim=pass header.d=ch.example))",
    ],
)
@pytest.mark.parametrize("order", ["{sent}; dkim=none; dmarc=fail", "dmarc=fail; dkim=none; {sent}"])
def test_what_stands_in_quotes_or_a_comment_is_no_result(sender: str, order: str) -> None:
    said = read_results("mx.desk.example; " + order.format(sent=f"spf=fail smtp.mailfrom={sender}"))
    assert said is not None
    assert {one.method: one.result for one in said[1]} == {"spf": "fail", "dkim": "none", "dmarc": "fail"}
    sent = next(one for one in said[1] if one.method == "spf")
    assert sent.properties["smtp.mailfrom"].endswith("evil.example")


@pytest.mark.parametrize(
    "value", ['mx.example; spf=pass smtp.mailfrom="x; dmarc=pass', "mx.example; spf=pass (never", ""]
)
def test_what_never_ends_says_nothing(value: str) -> None:
    assert read_results(value) is None


def test_versions_comments_and_quoted_words_are_read() -> None:
    said = read_results(
        'MX.desk.example. 1 (ours); dkim/1 = PASS (2048-bit) header.d="ch.example" header.s=a; '
        "spf = softfail smtp.mailfrom=a@ch.example; iprev=pass; none"
    )
    assert said == (
        "mx.desk.example",
        [
            Result("dkim", "pass", {"header.d": "ch.example"}),
            Result("spf", "softfail", {"smtp.mailfrom": "a@ch.example"}),
        ],
    )


@given(st.text(alphabet='ab;=()"\\ .@', max_size=60))
def test_no_local_part_a_server_quotes_changes_what_it_says(local: str) -> None:
    quoted = local.replace("\\", "\\\\").replace('"', '\\"')
    said = read_results(f'mx.example; spf=fail smtp.mailfrom="{quoted}"@evil.example; dmarc=fail')
    assert said is not None and [(one.method, one.result) for one in said[1]] == [("spf", "fail"), ("dmarc", "fail")]
