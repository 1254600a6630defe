"""The command that shows the form a declarant may copy, fill in and send: what is filled in is read back in full."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import ConfigDir, configuration, one_of

_LANGUAGES = ("fr", "en")


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("form")(form)


def form(
    lang: Annotated[str | None, typer.Option("--lang", help="fr or en; else the language of the desk")] = None,
    config: ConfigDir = None,
) -> None:
    """The lines of the report form, to be put on a web page or sent to an establishment."""
    from bot.daemon.shipped import form_lines

    one_of("--lang", lang, _LANGUAGES)
    settings = configuration(config).settings
    typer.echo(form_lines(lang or settings.identity.default_language, settings.templates), nl=False)
