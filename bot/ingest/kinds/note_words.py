"""The words that vacation notes are made of, in six languages: who is away, until when, whom to ask instead, what
becomes of letters, courtesies. Each is searched for in one clause with composed accents and plain apostrophes.
"""

from __future__ import annotations

import re

AWAY = re.compile(
    r"\b(?:absent|absences? (?!d[e'](?! mon| son)|du (?!\d|bureau)|totale|d'|of )|absence$|m'absente|cong[ée]s?\b|"
    r"(?<!bonnes )(?<!belles )vacances|rtt\b|repos\b|[àa] la plage|[àa] l'(?:[ée]tranger|ext[ée]rieur)|"
    r"d[ée]connect[ée]e?\b|en (?:d[ée]placement|mission|formation|arr[êe]t|r[ée]union|s[ée]minaire|congr[èe]s|stage|"
    r"disponibilit[ée]|week-?end)|formation(?: [àa]|\W*$)|zwangerschapsverlof|pour formation|arr[êe]t (?:de travail|"
    r"maladie)|hospitalis|accident|suis (?:malade|souffrant|parti)|jour f[ée]ri[ée]|indisponibles?\b|injoignable|"
    r"pas (?:joignable|disponible|pr[ée]sente?|au bureau|l[àa])\b|hors (?:du|de mon|de nos) (?:bureau|horaires)|"
    r"t[ée]l[ée]travail|temps partiel|mi-temps|maternit[ée]|paternit[ée]|parental|retraite\b|quitt[ée]|mon d[ée]part|"
    r"chang[ée] de (?:fonction|poste|service|[ée]tab)|plus en poste|(?:ne|n')\s?(?:travaille|exerce|occupe|"
    r"fais)\w{0,3} (?:plus|pas)|ne suis plus|ne serai (?:pas|plus)|ne pourrai|j'ai rejoint|non-working|"
    r"not my working|cess[ée] (?:mon|mes|toute)|ferm[ée]e?s?\b|fermeture|ouverte?s? (?:du|de \d|le (?:lun|mar|mer|"
    r"jeu|ven))|d[ée]sactiv|(?:am|'m|be|are|is) (?:\w+ )?away|away (?:until|from|on|for|till)|"
    r"out of (?:the )?(?:office|town)|ooo\b|on (?:\w{3,12} )?(?:leave|holiday|vacation|pto)|sabbatical|on a course|"
    r"(?:annual|parental|sick|maternity|paternity) leave|holidays?\b|vacation|travell?ing|abroad|overseas|attending|"
    r"in (?:training|meetings)|day off|off (?:until|till|today|on|sick|work)|unavailable|not (?:at work|"
    r"in the office|in today|available|working|around|be checking)|out (?:today|until|till|all|of|sick|ill)|"
    r"(?:no longer|don't|do not|only) work|no longer (?:monitored|in use|active|read|with|at|employed)|(?:have|"
    r"has) (?:left|retired|moved on)|work (?:mon|tue|wed|thu|fri|part)|part[- ]time|bank holiday|closed\b|"
    r"urlaub(?!svert)|abwesen|nicht (?:im (?:b[üu]ro|haus|dienst)|erreichbar|da\b|mehr (?:im|in|bei|t[äa]tig|"
    r"f[üu]r))|außer haus|verreist|erkrankt|krank\b|elternzeit|mutterschutz|ferien|betriebs(?:ferien|ruhe)|"
    r"dienstreise|fortbildung|schulung|unterwegs|krankgeschrieben|ruhestand|geschlossen|teilzeit|ausgeschieden|"
    r"afwezig|vakantie|verlof|ben (?:vrij|er even niet|ziek)|wegens ziekte|niet (?:aanwezig|op kantoor|bereikbaar|"
    r"meer werkzaam)|werk (?:\w+ )?niet|gesloten|met pensioen|uit dienst|vacaciones|fuera de|ausen(?:te|cia)|"
    r"de (?:baja|permiso|viaje)|no (?:estar[ée]|estoy)|ya no trabaj|cerrad[ao]|jubilad|in ferie|ferie\b|"
    r"fuori (?:ufficio|sede)|assente|assenza (?!di\b)|in (?:malattia|maternit|congedo|trasferta|pensione|permesso|"
    r"riunione)|non lavoro|chius[oa]|semester|frånvar|f[ée]rias)",
    re.IGNORECASE,
)
BACK = re.compile(
    r"\b(?:retour|reprise|de nouveau|non avr[òo]|(?:volver|torner)\w{1,3}|ferai mon possible|(?:reprendr|reviendr|"
    r"r[ée]pondr|traiter|lir|consulter|rappeler|recontacter|contacter|regarder)(?:ai|ons|a)\b|reprends (?:le|lundi|"
    r"mardi|mercredi|jeudi|vendredi|demain)|reviens (?:vers vous )?(?:le|lundi|mardi|mercredi|jeudi|vendredi)|rentre|"
    r"r[ée]ouv|(?:vous )?r[ée]ponds (?:d[èe]s|en|[àa])|trait[ée]e?s?\b|lus?\b|prendrai connaissance|jusqu'(?:au|en|"
    r"[àa])|inclus|[àa] (?:partir|compter) d|d[èe]s (?:que|lundi|mardi|mercredi|jeudi|vendredi|le)|"
    r"du \d{1,2}(?:er)?\b[^,]{0,20} au|diff[ée]r|renouveler|r[ée]ponse sous|d'ici l[àa]|(?:recontacte|rappelle|"
    r"contacte) (?:demain|lundi|mardi|mercredi|jeudi|vendredi|d[èe]s|[àa] mon|le \d)|regarde [çc]a le|return|"
    r"back (?:on|in|at|to|mid|mon|tues|wednes|thurs|fri|next|from)|until|till\b|get back|(?:will|"
    r"'ll) (?:then )?(?:reply|respond|answer|deal|pick|read|get|only)|re-?open|next working|won't be (?:reading|"
    r"checking|able)|expect|checking (?:my )?(?:e-?)?mail|wieder|zur[üu]ck|bis (?:zum|und|ein|\d|mo|di|mi|do|fr|sa|"
    r"so)|vom \d|ab (?:dem )?(?:\d|mo|di|mi|do|fr)|melde mich|melden uns|beantwort|bearbeitet|terug|tot (?:en|"
    r"\w{3,9}dag|\d)|weer\b|vanaf|beantwoord|regres|vuelta|vuelvo|hasta|a partir|del \d|responder|contestar|leer[ée]|"
    r"rient|ritorno|fino a|rispon|legger|riapertur|dal \d|till den)",
    re.IGNORECASE,
)
RETURNS = re.compile(
    r"\b(?:de retour|retour (?:le|au bureau|pr[ée]vu|lundi|mardi|mercredi|jeudi|vendredi|d[ée]but|demain)|"
    r"(?:reprendr|reviendr|r[ée]pondr|traiter|lir|consulter|rappeler|recontacter|contacter|regarder)(?:ai|ons)\b|"
    r"repren[ds]|reviens|rentre|vous r[ée]ponds|(?:recontacte|rappelle|contacte) |disponible|pourrai|back\b|return|"
    r"get back|(?:will|'ll)\b|won't|wieder|zur[üu]ck|meld|beantwort|terug|weer\b|vuelvo|vuelta|volver|regres|respond|"
    r"contestar|leer[ée]|podr[ée]|atender|rient|ritorno|torner|rispon|legger|avr[òo])",
    re.IGNORECASE,
)
"""Of those, the words by which an author tells that he will be there, or answer, later."""
AROUND = re.compile(
    r"urgen|dringend|spoed|\b(?:contact|adress|joindre|joignable|appel(?:ez|er)\b|t[ée]l[ée]phon|compose[rz]|"
    r"[ée]cri(?:re|vez)\b|voi(?:r|yez) avec|voyez|attache\b|relais|int[ée]rim|rempla[cç]|assure|suivi|suppl[ée]|"
    r"standard|secr[ée]tariat|hotline|centre de services|service desk|helpdesk|astreinte|num[ée]ro|continuit|"
    r"interlocuteur|successeur|mon (?:coll|[ée]quipe|bin[ôo]me|adjoint)|ma coll|mes coll|orient|repris|"
    r"en mon absence|ouvrir un ticket|cas d|choix \d|\d{1,2}h|poste \d|suivant\b|disposition|patien|compr[ée]hension|"
    r"permanence|de garde|bo[îi]te g[ée]n[ée]rique|en raison d|n'h[ée]sitez|my colleague|in my absence|instead|"
    r"mean(?:while|time)|please (?:call|direct|ring|send|note|speak|contact)|looking after|cover|reach|monitored|"
    r"understanding|redirect|alternatively|try (?:the|my)|vertret|wenden|kontakt|anfrage an|w[äa]hlen|rufen|tel\b|"
    r"notf[äa]ll|in dieser zeit|mein(?:e|en|em|er)? kolleg|erreichen sie|verst[äa]ndnis|geduld|bel\b|mijn collega|"
    r"helpt|helpen|neem|toestel|overgenomen|waargenomen|begrip|llame|centralita|escrib|dirij|dir[íi]ja|compañer|"
    r"compren|p[óo]ngase|secretar[íi]a|contatt|chiam|scriv|centralino|segreteria|mi[oa] collega|sostitu|urgenz|"
    r"rivolg|prego)",
    re.IGNORECASE,
)
POST = re.compile(
    r"\b(?:merci (?:pour|de|d')|remerci|votre (?:message|mail|courriel|e-?mail|demande)|vos (?:messages|mails|"
    r"courriels|demandes)|mes (?:(?:e-?)?mails?|messages|courriels)|(?:ma|cette) (?:messagerie|bo[îi]te|"
    r"adresse)(?! (?:re[çc]oi|envoi|a\b|est (?:plein|pirat)))|m(?:on|a nouvelle) (?:poste|bureau|adresse)|"
    r"[àa] (?:mes|ma|mon) (?:e-?mail|messag)|automati\w*|automated|notification|acc[èe]s (?:limit|irr|r[ée]duit|"
    r"restreint)|les \d{1,2} et \d|limited access|consult|thank(?:s| you)|your (?:message|e-?mail|mail|enquiry|"
    r"request)|(?:my|this) (?:e-?mail|mail|inbox|mailbox|desk)|e-?mails?\b|danke?\b|dank f|ihre (?:nachricht|mail|"
    r"e-?mail|anfrage)|nachricht|weitergeleitet|bedankt|uw (?:bericht|mail)|je (?:bericht|mail)|mijn (?:mail|e-?mail|"
    r"bericht)|bericht|gracias|su (?:mensaje|correo)|(?:el|al) correo|mensaje|grazie|(?:suo|sua|tua) (?:e-?mail|"
    r"messaggio)|(?:il|per il) messaggio)",
    re.IGNORECASE,
)
COURTESY = re.compile(
    r"^\W*(?:bonjour\b|bonsoir|madame|monsieur|mesdames|messieurs|cher|hello|hi\b|hey\b|dear|guten|hallo|liebe|"
    r"sehr geehrte|gr[üu]ezi|dag\b|beste\b|geachte|hola|buen[oa]s|estimad|buongiorno|salve|gentile|"
    r"[àa] (?:bient[ôo]t|tous)|bien (?:[àa] vous|cordial)|cordial|respect|sinc[èe]re|salutations|bon(?:ne)?s? |bel |"
    r"belle |excellent|amiti|vous souhait|je vous (?:souhait|prie|remerci|invite)|promis|regards|kind|best\b|"
    r"sincerely|yours|cheers|happy|enjoy|mit (?:freundlich|besten)|freundliche|viele|beste[nr]? gr|bis bald|mvg|"
    r"met vriendelijk|groet|un saludo|saludos|atentamente|disculpen|cordiali|saluti|distinti|sent from|"
    r"envoy[ée] (?:de|depuis)|por favor|per favore|s'il vous|merci\W*$|there\b)",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"^\W*(?:(?:les?|la|des|ces|tous|toutes|these|those|all|two|notre|nos|mon|ma|son|sa|un|une|m\.|mr\.?|mme|mlle|"
    r"dr\.?|docteur|monsieur|madame|our|the|my|a|herr|frau|unsere?|der|die|il|lo|nostr[oa]|el|nuestr[oa]|onze|de|"
    r"het) (?!cabinet|bureau|service|secr|accueil|pharmacie|laboratoire|mairie|agence|direction|société|office|"
    r"praxis|b[üu]ro|ufficio|studio|sede|segreteria|consult|oficina|kantoor|praktijk))",
    re.IGNORECASE,
)
MACHINE = re.compile(
    r"(?:message\b|r[ée]ponse|mail\b|courriel|nachricht|antwort|response|reply|respuesta|risposta|antwoord|envoy|"
    r"adress|g[ée]n[ée]r)[^.\n]{0,20}automa|automat\w* (?:g|reply|respon|message|antw)|ne pas (?:y )?r[ée]pondre|"
    r"do not reply",
    re.IGNORECASE,
)
SUPPOSED = re.compile(
    r"^\W*(?:en (?:cas|dehors|attendant)|pour (?!ne\b|que\b)|for (?:any|all|urgent|further)|in (?:case|an|urgent)|"
    r"if\b|si\b|s'il|bei\b|im (?:fall|notfall)|f[üu]r|per\b|in caso|para\b|en caso|voor\b|bij\b)",
    re.IGNORECASE,
)
SELF = re.compile(
    r"\b(?:(?:je|i|i'll|i'm|i've|ich|bin|melde|ik|ben|nous|we|wir|wij|estoy|me encuentro|estaré|vuelvo|sono|mi|back|"
    r"\w+rai|\w+ré|\w+rò|\w+remos?)\b|j'|de retour|retour (?:le|au|lundi|mardi|mercredi|jeudi|vendredi|d[ée]but|"
    r"pr[ée]vu))",
    re.IGNORECASE,
)
MOVED = re.compile(
    r"chang\w{0,6} d|nouvelle adresse|d[ée]part\b|fin de (?:fonction|contrat|mission)|new address|neue adresse|moved",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"\b(?:this mailbox|cette (?:bo[îi]te|adresse|messagerie)|clinique|cabinet|(?<!du )(?<!mon )(?<!au )bureaux?|"
    r"service|secr[ée]tariat|accueil|pharmacie|laboratoire|mairie|agence|direction|soci[ée]t[ée]|"
    r"(?<!of )(?<!of the )offices?|praxis|b[üu]ro|ufficio|studio|sede|segreteria|consult|oficina|kantoor|praktijk|"
    r"correspondant|atelier|verwaltung|administra\w+|[ée]quipe|team|dim)\b",
    re.IGNORECASE,
)
ADDRESSES = re.compile(r"[^\s<>()]{1,100}@[^\s<>()]{1,100}|https?://\S{1,300}")
CLOSING = re.compile(
    r"\W*(?:(?:bien |tr[èe]s )?cordial|bien [àa]|regards|kind|mit |mvg|un saludo|saluti)", re.IGNORECASE
)
DATES = frozenset(
    "le la les du au et and on und am the of lundi mardi mercredi jeudi vendredi samedi dimanche matin soir midi "
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag "
    "sonntag "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre january february march "
    "april "
    "may june july august september october november december heures uhr".split()
)
"""A clause of nothing but these and numbers tells a date."""
