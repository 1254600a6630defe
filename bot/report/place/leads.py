"""The words that lead from a house to its town: type words, links, streets, and whose houses are not the writer's.

The groups of HOUSE tell how many inhabitants a town must have to be read from « TYPE de TOWN » alone.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from bot.report.words.folded import heads

_HOSPITAL = (
    r"c\.?h\.?r?\.?u?|chi|chic|chs|ghu?|ghi|ghs|ght|had|epsm|eps|centres? hospitaliers?|groupes? hospitaliers?|"
    r"hopita(?:l|ux)|hospital"
)
_TRADE = (
    r"pharmacie|officine|laboratoires?|labo|lbm|laboratory|centre de (?:dialyse|radiotherapie|radiologie)|polyclinique"
)
_LOCAL = (
    r"ssiad|usld|dispensaire|mairie|maison de (?:retraite|sante|repos)|maison medicale|centre de (?:sante|soins)|"
    r"residence autonomie|e\.?h\.?p\.?a\.?d\.?|msp|cpts|foyer|samu|smur|nursing home|care home"
)
_OTHER = (
    r"cliniques?|clinic|residence|ssr|smr|cabinet|centre|esat|ime|itep|mas|fam|eam|mecs|sessad|iem|institut|"
    r"etablissement|maison|unite|hopital de jour|spasad|saad|maternite|association"
)
_PERSON = (
    r"(?:infirmi(?:er|ere)s?|ide|medecins?|generalistes?|pharmacien(?:ne)?s?|"
    r"kinesitherapeutes?|dentistes?|"
    r"sages?-femmes?|biologistes?|radiologues?|directeur|directrice)"
    r"(?: (?:liberal(?:e|es|aux)?|generaliste|traitant|biologiste|titulaire|installee?))?(?= a )"
)
HOUSE = re.compile(
    rf"(?:(?P<hospital>{_HOSPITAL})|(?P<trade>{_TRADE})|(?P<local>{_LOCAL})|(?P<other>{_OTHER})|"
    rf"(?P<place>site|antenne|secteur|commune|ville|nous sommes(?= (?:a|au|aux|sur) ))|(?P<person>{_PERSON})|"
    r"(?P<greeting>bon(?:jour|soir)(?= d(?:e |'))))(?!\w)"
)
"""The type word of a house or what else a town is told of; the group's name tells which."""
FIRST = heads(
    "ch c chr chu chru chi chic chs gh ghu ghi ghs ght had epsm eps centre centres groupe groupes hopital hopitaux "
    "hospital pharmacie officine laboratoire laboratoires labo lbm laboratory polyclinique ssiad usld dispensaire "
    "mairie maison residence ehpad e msp cpts foyer samu smur nursing care clinique cliniques clinic ssr smr cabinet "
    "esat ime itep mas fam eam mecs sessad iem institut etablissement antenne site unite spasad saad maternite "
    "association secteur commune ville nous infirmier infirmiere ide medecin generaliste pharmacien pharmacienne "
    "kinesitherapeute dentiste sage biologiste radiologue directeur directrice bonjour bonsoir"
)
AT, OF = frozenset("a au aux sur en in at".split()), frozenset("de du des d' of".split())
"""Links before a town where a house lies, and before one it is called after."""
ARTICLES = frozenset("la le les l'".split())
ARTICLE_IN = MappingProxyType({"au": "le", "du": "le", "aux": "les", "des": "les"})
"""The article a link has swallowed: « au Robert » is Le Robert."""
QUALIFIERS = frozenset(
    "hospitalier hospitaliere hospitaliers intercommunal universitaire regional general local prive privee public "
    "specialise psychiatrique autonomie services medicale medical sante vie retraite repos soins accueil jour dialyse "
    "radiotherapie radiologie imagerie analyses biologie infirmier infirmiers dentaire pluriprofessionnelle "
    "reeducation readaptation geriatrique gerontologique suite domicile et est situe situee base basee sis sise "
    "implante implantee installe installee secteur antenne site commune ville pole groupe agglomeration located "
    "based pivot principal principale central mutualiste municipal municipale departemental departementale "
    "associatif".split()
)
"""Words without a capital that may stand between a type word and its town."""
SECTORS = frozenset("secteur antenne site commune ville agglomeration situe situee base basee sis sise".split())
LANDSCAPES = frozenset(
    "pays baie val vals vallee vallees cote cotes coteaux bord bords rive rives mont monts plateau plateaux porte "
    "portes coeur haut hauts plaine plaines gorges lac lacs source sources foret ile iles presqu'ile bassin anse "
    "pointe cap col golfe croix clos parc jardin jardins domaine chateau moulin bois pre pres champ champs villa "
    "perle rocher roche fort terre terres vent vents eaux marais dame fontaine chemin balcon balcons terrasses "
    "cedres tour tours".split()
)
"""What a house is called after: « CH de la Baie d'Authie » lies somewhere on the Authie, not in that town."""
STREETS = frozenset("rue avenue av bd boulevard place route chemin quai impasse allee allees square faubourg".split())
OF_OTHERS = re.compile(
    r"\b(?:vers|transfer\w*|voisine?s?|redirig\w*|evacu\w*|envoy\w*|comme (?:le|la|l'|au|a)|membres? d|prevenu\w?|"
    r"collegues|confreres|partenaires?|victime d|siege|heberg\w*|prestataire|editeur|fournisseur|ancien\w{0,2}|"
    r"maison[ -]mere|parti\w*|chez(?! nous)|celui|celle|renforts?|attaque d|autre|rempla\w*|vient|formation|stage|"
    r"hospitalis\w*|suivi\w{0,2}|adresse\w{0,2} (?:a|au|par)|orient\w*|venant|proven\w*|"
    r"(?:contact|appel|joindre|interrog)\w{0,5} (?:le|la|l'|les)|(?:avec|entre) (?:le|la|l'|les|un|une))\b"
    r"[^.\n]{0,40}$"
)
"""What stands before a house that is not the writer's."""
TELLS_US = re.compile(
    r"[^.\n]{0,24}? (?:nous|m'|me|vient de nous) ?(?:a |ont |avait )?"
    r"(?:signal|inform|previen|prevenu|averti|di[ts]|indiqu|transmi|transmet|transfer|appel|confirm|adress|envo)"
)
"""What stands behind a house that is not the writer's: « le CH de X nous signale »."""
FOLLOWS = re.compile(
    r"[ \-](?:nord|sud|est|ouest|centre|ville|bourg|plage|gare|la[ \-]source|cedex|cdx|"
    r"\d{1,2} ?(?:er|e|eme)?\b|[xvi]{1,5}e\b)"
)
"""Parts of a town behind its name: « Haguenau-Sud », « Lyon 2e »."""
COMPOUND = re.compile(r"['\-][a-z]| (?:sur|sous|les|lez) (?P<more>[a-z])")
"""Where a name goes on: « Valence-d'Agen » is not Valence."""
LISTED_END = re.compile(r"[ \n]?(?:[\n,.;:)(\-/]|$)| (?:est|a|n'|ne|depuis|avec|je|nous|on|plus|qui|ou|et|cedex)\b| \d")
"""What may follow a town that only a comma leads to."""
DATELINE = re.compile(
    r"(?:^|\n)[ \t]{0,3}(?=[a-z][^\n,]{1,40}, ?(?:le (?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?\d|"
    r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche) \d))"
)
"""Before the town at the head of a formal letter: « Nontron, le 12 mars »."""
PREPOSITIONS = frozenset("d de du des sur sous en la le les l lez aux saint sainte st ste".split())
"""What a name goes on with when it is the name of another town."""
