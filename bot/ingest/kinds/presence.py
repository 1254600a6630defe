"""Words by which a letter shows that a person sat and wrote it now: a Message in, the words out.

They outweigh any word of absence: who answers, asks or tells what happens is there, whatever else he says. In doubt
somebody is there.
"""

from __future__ import annotations

import re

from bot.ingest.kinds.absence import spoken
from bot.mail.message import Message

_ANSWERS = re.compile(
    r"^\W{0,6}(?:bonjour[^\n]{0,30}\n\W{0,6})?(?:bien (?:reçu|not[ée])|(?:oui|non|ok|yes|no|ja|nein|s[íì]|"
    r"nee)\s?[,.!:;\n]|oui [àa]|d'accord|voici|c'est (?:fait|r[ée]gl|bon|not)|done\b|merci (?:beaucoup )?(?:pour|"
    r"de) (?:votre|ta) (?:retour|appel|aide|r[ée]ponse))|\b(?:je|j')\s?(?:vous |te |lui |leur |m'|l'|le |la |les |"
    r"en |y ){0,3}(?:r[ée]ponds (?!d[èe]s|[àa] mon|au retour|en rentrant|d[ée]but|ult[ée]rieurement|plus tard)|"
    r"confirme (?!(?:la )?(?:bonne )?r[ée]ception)|signale|d[ée]clare|transmets|envoie|joins|pr[ée]cise|occupe|"
    r"pr[ée]viens|alerte|relance|reprends (?:le dossier|la suite|l'|ce |contact|tout)|prends (?:le relais|la suite|"
    r"en charge|note|en main)|suis (?:votre|le|la) (?:nouve|repr|rempl|seul|adjoint|rssi|dsi)|suis seule?\b|(?:la |"
    r"le )?remplace (?!par)|n'ai (?:rien|aucun))|\b(?:mais|cependant|toutefois) (?:je vous|je peux|je reste [àa]|on |"
    r"nous |joignable|voici|le |la |les |ils? |elles? |j'ai |notre |oui)|[àa] sa place|\bvoici\b|"
    r"\A\W{0,6}(?:bonjour\W{1,4})?merci\s?[.!]|\bil n'y a (?:rien|plus|pas)|ci-joint|pi[èe]ces? jointes?|en copie\b|"
    r"rappelez[- ]|votre appel|que (?:devons|dois|faire)|\bbut (?:yes|no\b|the |our |i |can |here |we |am |"
    r"will answer|please note)|\b(?:so|and) i am (?:answering|covering|dealing)|i can (?:confirm|answer|tell)|"
    r"call (?:us|me) (?:back|asap|now|urgently)|\baber (?:wir |der |die |das |ich |kurz|hier)|kann (?:aber|ihnen|"
    r"jedoch)|antworte (?:aber|kurz|trotzdem|dennoch)|vertreter von|vertrete |um r[üu]ckruf|maar (?:ik|mijn|we|de|"
    r"het) |antwoord (?:toch|even|wel|namens)|\bpero (?:el |la |los |le|les|te|puedo|respondo|confirmo\b|yo)|"
    r"confirmo\b|respondo yo|\bma (?:le |vi |ti )?(?:rispondo|confermo|posso|scrivo)|rispondo (?:io|comunque)|confermo",
    re.IGNORECASE | re.MULTILINE,
)
_TELLS = re.compile(
    r"\b(?:(?:dans|in|d'ici) \d{1,2} ?min|je (?:le |la |les )?(?:traite|g[èe]re|prends?) (?!mes|connaiss|le \d|"
    r"quelques|ma retraite)|ce (?:matin|midi|soir)|cet apr[èe]s-midi|cette nuit|nouvel ordre|quelqu'un|"
    r"(?:someone|somebody) (?!will)|"
    r"\bjemand\b|iemand|alguien|qualcuno|\bliens?\b|\blinks?\b|mots? de passe|passwords?|enlaces?\b|faute d|"
    r"[àa] cause d|weil\b|because|ne se \w{3,15} (?:plus|pas)|guasto|avar[íi]a|st[öo]rung|storing|further notice|"
    r"auf weiteres|je (?:d[ée]couvre|trouve|constate|rentre (?:d|tout))|\bi (?:found|find|see|saw)\b|trovo|"
    r"ich (?:finde|sehe)|springe ein|(?:me|nous) dit|mi dice|(?:says|tells|told) |dans (?:l'heure|la journ[ée]e|"
    r"la foul[ée]e)|hier\b|tout [àa] l'heure|[àa] l'instant|depuis (?!le \d)(?:\d{1,2} ?h|ce|cette|hier|la nuit|"
    r"le (?:d[ée]but|milieu)|plusieurs|quelques|une|deux|trois)|(?:vers|d[èe]s|avant|jusqu'[àa]|depuis|"
    r"[àa] partir de) \d{1,2} ?h\b|\d{1,4} (?:postes|serveurs|comptes|machines|pc\b|agents|bo[îi]tes|services)|"
    r"on (?:m'a|nous a|a (?:d[ûu]|coup|débranch|isol|perdu))|j'ai (?:[ée]t[ée] (?:alert|pr[ée]ven|appel)|constat|"
    r"vu\b|appel|fait (?!valoir)|ouvert|cliqu|pr[ée]venu|demand|re[çc]u (?:un|une|des|ce))|"
    r"nous (?:avons (?!bien (?:re[çc]u|pris en compte|enregistr)|pris (?:bonne )?note|re[çc]u votre|transf[ée]r|"
    r"d[ée]m[ée]nag|chang[ée] d)|attendons|recevons|n'avons|ne pouvons|constatons|subissons|signalons|d[ée]clarons|"
    r"sommes (?!absent|en cong|ferm|actuellement (?:absent|ferm|en cong)|indispon|[àa] votre))|rien ne (?:marche|"
    r"fonctionne|va)|(?:fonctionne|marche|r[ée]pond|r[ée]pondent|fonctionnent|s'affiche)(?:nt)? (?:plus|pas)|(?:est|"
    r"sont) (?:toujours|encore|de nouveau) (?!absent|en cong)|je re[çc]ois (?:toujours|encore)|"
    r"inaccessibles?|injoignables?|[ée]crans?|vient de|"
    r"viennent de|intrus|suspect|pi[ée]g[ée]|piratage|frauduleu|usurp|[àa] la main|sur papier|se connecter|"
    r"ne (?:peut|peuvent) plus|since (?:\d|this|last|yesterday|early)|this (?:morning|afternoon)|last night|"
    r"yesterday|until \d{1,2} ?(?:am|pm)|still (?:down|out|unable|not work)|we (?:have (?!received|now closed|closed|"
    r"moved)|were|had|cannot|can't|noticed|found|got (?!your))|it (?:started|affects|began|happened)|(?:not|"
    r"n't) (?:work|respond|load)|\d+ (?:accounts|wards|users|machines)|looks? odd|strange|suspicious|seit (?:heute|"
    r"gestern|\d|letzte)|betroffen|wir (?:haben (?!ihre|geschlossen|betriebsferien)|k[öo]nnen|sind (?!geschlossen|ab|"
    r"wieder))|auf papier|schadlink|missbrauch|sinds (?:van|gister|\d)|onbereikbaar|wij hebben (?!uw)|werkt niet|"
    r"desde (?:esta|ayer|las|hace)|sigue[n]?\b|hemos (?!recibido)|ca[íi]do|no funciona|da (?:ieri|stamattina|questa)|"
    r"dalle \d|abbiamo (?!ricevuto)|[èe] (?:ancora )?fermo|su carta|non funziona)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[^.!?\n]{25,300}\?")
_OFFERED = re.compile(r"urgen|question|besoin|aide|help|need|frage|hilfe|pregunta|ayuda|domand|aiuto|vrag|hulp", re.I)


def presence(message: Message) -> str | None:
    """The words that only somebody present writes (an answer, a question, something that happens now), or None."""
    text = spoken(message)
    found = _ANSWERS.search(text) or _TELLS.search(text)
    if found is not None:
        return found[0].strip()[:60]
    asked = next((one for one in _ASKS.finditer(text) if not _OFFERED.search(one[0])), None)
    return asked[0].strip()[:60] if asked is not None else None
