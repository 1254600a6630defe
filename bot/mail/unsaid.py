"""Whether a letter's own words say anything: subject and text in, what they leave unsaid out.

« cf. PJ », « voir photo », « URGENT » and nothing: who reads only that has not read what the author wants to say.
"""

from __future__ import annotations

import re
import unicodedata

from bot.mail.message import Message

_LOOKED_AT, _MOST_WORDS, _MOST_SIGNED = 4_000, 60, 8
_ACCENT = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[a-z]{2,40}")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_BREAK = re.compile(r"[.!?;…]{1,9}(?=\s|$)|\n")
_GREETING = re.compile(
    r"(?:re|bonjour|bonsoir|salut|mesdames|messieurs|madame|monsieur|cher|chere|chers|hello|hi|dear|good)\b"
)
_CLOSING = re.compile(
    r"(?:--|cordialement|(?:bien|tres) (?:cordialement|a vous)|cdlt|cdt|respectueusement|sinceres|salutations|"
    r"(?:meilleures|sinceres) salutations|bonne (?:reception|nuit|soiree|journee|lecture)|regards|best|kind"
    r"|sincerely|"
    r"thanks|thank you|merci (?:d avance|par avance)|envoye (?:de|depuis) |sent from|obtenir outlook"
    r"|telechargez outlook)"
)
_POINTS = re.compile(
    r"\bci ?(?:joint|inclus|annexe|attache)(?:e?s?)\b|\b(?:en|cf|voir|voyez|lire|ouvrir|ouvrez) (?:la "
    r"|les )?(?:pj|p j)\b|\bp\.?j\b"
    r"|\b(?:en|la|cette|voir|cf) (?:piece|annexe|attache|attachement)\b|\bpieces? (?:jointe|attachee)s?\b"
    r"|\b(?:fichier|document|formulaire|fiche|note|courrier|photo|image|capture|message|mail|declaration"
    r"|signalement)s? "
    r"(?:est |sont |en )?(?:joint|attache|annexe)e?s?\b|\bje (?:vous )?joins\b|\bnous (?:vous )?joignons\b"
    r"|\b(?:voir|voyez|cf|lire|lisez|ouvrir|ouvrez|regarder|regardez|consulter|consultez|tout est|dans"
    r"|sur) (?:svp |bien )?"
    r"(?:le |la |les |l |ce |cette |ces |notre |mon |ma |votre )?"
    r"(?:fichier|document|photo|image|capture|formulaire|piece|pdf|doc|word|scan|ecran|declaration|signalement"
    r"|note|joint|annexe)s?\b"
    r"|\battached\b|\battachment\b|\benclosed\b|\bsee (?:the |my |our )?(?:file|photo|picture|pdf|document"
    r"|screenshot|form)s?\b"
)
_ALARM = re.compile(
    r"\b(?:urgen\w{1,6}|alerte\w?|alert|sos|help|au secours|a l aide|aide|incidents?|cyber\w{0,12}"
    r"|attaque\w{0,3}|pirat\w{1,6}|"
    r"ranco?n\w{0,10}|virus|panne|grave\w?|critique|crise|signalements?|declarations?|ssi|emergency|asap"
    r"|immediat\w{0,6})\b"
)
# What an attached paper of everyday business is called: it can wait until somebody is at work.
_BUSINESS = re.compile(
    r"\b(?:factures?|devis|cv|candidature|planning|plannings|comptes? rendus?|cr|reunions?|conventions?|contrats?|"
    r"attestations?|invitations?|programme|affiches?|bulletins?|newsletter|ordre du jour|presentations?"
    r"|bons? de|commandes?|"
    r"rib|offres?|catalogue|brochure|plaquette|tarifs?|formations?|webinaires?|inscriptions?|convocations?|enquetes?|"
    r"questionnaires?|procedures?|chartes?|politique|pssi|rapports?|bilans?|syntheses?|clotur\w{1,4}"
    r"|resolu\w{0,3}|annuaire|"
    r"listes?|organigramme|conges?|veille|certificats?|communique|calendrier|voeux|audits?|retex"
    r"|retour d experience|tests?|"
    r"essais?|exercices?|simulation|invoices?|quotes?|agenda|minutes|agreement|training|survey|report card"
    r"|lettre d information|"
    r"avis de|tableau de bord|statistiques|indicateurs|kit|guide|fiches? reflexes?|mode d emploi|licences?"
    r"|renouvellement)\b"
)
_EMPTY = frozenset(
    "au aux avec ce ceci cet cette ces de des du en et est il elle je la le les leur ma me mon ne nos notre nous on "
    "ou par pour que qui sa se ses son sont sur tout toute tous un une vos votre vous dans tres bien ici suite the "
    "this that is are an to for of our my we you please see find here it in as with voir cf voyez regardez regarder "
    "lire lisez consulter consultez ouvrir ouvrez trouver trouverez trouvez veuillez joint joints jointe jointes ci "
    "inclus incluse piece pieces pj annexe annexes annexee attache attachee attaches attached attachment enclosed "
    "fichier fichiers file document documents doc pdf word photo photos image images capture captures ecran "
    "screenshot picture formulaire formulaires form fiche scan message mail courriel courrier lettre note transmets "
    "transmet transmettons envoie envoyer envoi envoyons adresse adresser adressons dessous contenu informations "
    "information infos info details detail complet complete completee complement svp stp merci thanks joins "
    "joignons remets declaration declarations declarer signalement signalements signaler incident incidents "
    "evenement evenements alerte alertes alert urgent urgente urgents urgence urgentissime important importante "
    "grave graves gravite securite informatique si ssi cyber systeme systemes numerique sante national portail "
    "rempli remplie remplies etablissement concernant relatif relative sujet objet reception bonne prendre "
    "connaissance attention traitement traiter traite demande aide help sos immediat immediate rapidement vite asap "
    "emergency review look bonjour bonsoir madame monsieur mesdames messieurs salut hello re tr fw fwd dear all "
    "chers cher chere equipe team cellule astreinte permanence garde ars cert sujets aucun sans title object no "
    "subject report".split()
)


_NO_PAPER = re.compile(
    r"application/(?:pgp-signature|(?:x-)?pkcs7-signature)|text/(?:x-)?v?card|text/calendar|application/ics"
)
_MENDED = frozenset({"transfer_encoding_mended", "charset_mended", "nul_removed"})


def says_nothing(message: Message) -> bool:
    """True when whoever reads the letter's own words has read nothing: they only point to a file, only cry out, are
    not there, or could not be decoded. What stands in a letter passed on or quoted is read."""
    own = message.new_text
    if any(one.text.strip() for one in message.forwarded) or (message.text.strip() and not own.strip()):
        return False
    broken = own.strip() and not _LETTERS.search(own) and any(one.code in _MENDED for one in message.defects)
    if broken or garbled(own) or cries(message.subject, own):
        return True
    papers = any(not _NO_PAPER.match(one.content_type.lower()) for one in message.attachments)
    return papers and points_elsewhere(message.subject, own)


def folded(text: str) -> str:
    """Small letters without accents, apostrophes and hyphens as spaces; lines and ends of sentences stay."""
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", text[:_LOOKED_AT])).lower()
    return re.sub(r"[’'ʼ_-]", " ", plain.replace("œ", "oe").replace("--", "\u2014\u2014")).replace("\u2014\u2014", "--")


def points_elsewhere(subject: str, text: str) -> bool:
    """True when subject and text say no more than that what matters is attached, or nothing at all, and name no paper
    of everyday business. A few words after the sentence that points, as of a signature, say nothing either."""
    title, body = folded(subject), folded(text)
    words = _WORD.findall(body)
    if len(words) > _MOST_WORDS or _BUSINESS.search(f"{title}\n{body}"):
        return False
    left, pointed = _left(body)
    told = _residue(title)
    if pointed:
        return left == len(told) == 0 or (left <= 1 and _ALARM.search(f"{title}\n{body}") is not None)
    return left == 0 and not told


def cries(subject: str, text: str) -> bool:
    """True when subject and text are nothing but an alarm without its matter (« URGENT »), or nothing at all."""
    title, body = folded(subject), folded(text)
    if _BUSINESS.search(f"{title}\n{body}") or _residue(title) or len(_WORD.findall(body)) > _MOST_WORDS:
        return False
    if not _LETTERS.search(body):
        return not _LETTERS.search(title) or _ALARM.search(title) is not None
    return _left(body)[0] == 0 and _ALARM.search(f"{title}\n{body}") is not None and "rappel" not in body


def garbled(text: str) -> bool:
    """True when the octets of a text were not meant to be read as letters: no words in it, or hardly a sign that
    could be decoded."""
    seen = text[:_LOOKED_AT]
    bare = "".join(seen.split())
    if len(bare) < 4:
        return False
    whole = bare.isprintable() and "\ufffd" not in bare
    lost = 0 if whole else sum(sign == "\ufffd" or not sign.isprintable() for sign in bare)
    blob = sum(len(run) for run in seen.split() if len(run) >= 50 and "/" not in run[:12].replace("://", "/"))
    return lost > 0.3 * len(bare) or blob > 0.7 * len(bare)


def _left(body: str) -> tuple[int, bool]:
    """How many words of the body say something, and whether a sentence of it points to what is attached."""
    left, pointed = 0, False
    for sentence in (one.strip(" ,:*>\t") for one in _BREAK.split(body)):
        if _CLOSING.match(sentence):
            break
        head, comma, rest = sentence.partition(",")
        if comma and _GREETING.match(sentence) and len(_WORD.findall(head)) <= 4:
            sentence = rest
        words = _residue(sentence)
        if _POINTS.search(sentence):
            pointed = True
        elif pointed and len(words) <= _MOST_SIGNED:
            continue
        left += len(words)
    return left, pointed


def _residue(words: str) -> list[str]:
    return [word for word in _WORD.findall(words) if word not in _EMPTY]
