"""The people of the demo: who is paged first is absent, the next one takes the case; a director answers questions."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP, default
from email.utils import format_datetime, make_msgid, parseaddr

from bot.daemon.postoffice import Posted

_PAGE = "v1.page."
_ABSENCE = "Je suis absent jusqu'au 24 août. En mon absence, voyez avec mes collègues.\n"
_DIRECTOR = "direction@ehpad-les-tilleuls.example"
_ANSWERS = """Madame, Monsieur,

voici les réponses à vos questions :
1. 03 53 01 44 55
2. non, pas de mode dégradé
3. je ne sais pas
4. oui, nous souhaitons un accompagnement
5. EHPAD Les Tilleuls
6. 670 999 998

La directrice
"""


class OnCall:
    """Answers pages: the first person with an absence note, whoever is next by taking the case."""

    def __init__(self) -> None:
        self.answers = 0
        self._pages: queue.SimpleQueue[Posted] = queue.SimpleQueue()
        self._absent = ""

    def hears(self, posted: Posted) -> None:
        """A letter was posted. Called in the post office's own thread, which must not wait: only noted."""
        if _id(message_from_bytes(posted.octets, policy=default)).startswith(_PAGE):
            self._pages.put(posted)

    def answer(self, at: datetime) -> list[tuple[str, bytes]]:
        """The answers to the pages heard since: mailbox and octets, to be delivered."""
        letters = []
        while not self._pages.empty():
            posted = self._pages.get()
            self._absent = self._absent or posted.recipient
            letters.append(self._reply(posted, at, absent=posted.recipient == self._absent))
        self.answers += len(letters)
        return letters

    def _reply(self, posted: Posted, at: datetime, absent: bool) -> tuple[str, bytes]:
        page = message_from_bytes(posted.octets, policy=default)
        reply = _reply(page, posted.recipient, _ABSENCE if absent else "OK je prends\n", at)
        if absent:
            reply.replace_header("Subject", f"Absence du bureau : {page['Subject']}")
            reply["Auto-Submitted"] = "auto-replied"
        return parseaddr(str(page["From"]))[1].partition("@")[0], reply.as_bytes()


def answer_to_questions(posted: Sequence[Posted], at: datetime) -> bytes:
    """The director's reply to the acknowledgement she got, as octets."""
    own = next(letter for letter in posted if letter.recipient == _DIRECTOR)
    return _reply(message_from_bytes(own.octets, policy=default), _DIRECTOR, _ANSWERS, at).as_bytes()


def _reply(letter: Message, author: str, text: str, at: datetime) -> EmailMessage:
    # Long Message-IDs must stay whole: Python would fold them into encoded words.
    reply = EmailMessage(policy=SMTP.clone(max_line_length=0))
    reply["From"], reply["To"] = author, str(letter["From"])
    reply["Subject"] = f"RE: {letter['Subject']}"
    reply["Date"], reply["Message-ID"] = format_datetime(at), make_msgid(domain=author.partition("@")[2])
    reply["In-Reply-To"] = reply["References"] = str(letter["Message-ID"])
    reply.set_content(text, charset="utf-8", cte="8bit")
    return reply


def _id(letter: Message) -> str:
    return str(letter["Message-ID"]).strip("<> ")
