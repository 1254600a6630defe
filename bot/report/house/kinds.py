"""The words by which a letter or a mail domain tells the type of an establishment."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.report.words.folded import heads

# « Centre d'oncologie », « institut Morvan de cardiologie », « clinique de rééducation »
_SPECIALTY = (
    r"(?:reeducation|readaptation|rehabilitation|convalescence|post-?cure|hemodialyse|dialyse|chirurgie|"
    r"(?!radiologie|odontologie|biologie|technologie|addictologie)[a-z]{3,14}(?:logie|iatrie)|soins de suite|"
    r"medecine physique)(?: cardiaque| fonctionnelle| respiratoire| specialisee?)?"
)
_TYPES = (
    (
        "military",
        (
            r"hopital d'instruction des armees|hopital des armees|hopital militaire|hia|antenne medicale|"
            r"centre medical des armees"
        ),
    ),
    (
        "radiotherapy",
        (
            r"(?:centre|institut|cabinet|service|groupe) (?:prive )?d(?:e |')"
            r"(?:(?:onco|oncologie|cancerologie)(?: et)?(?: de)?[ -]?)?radiotherapie"
            r"(?: et d(?:e |')[a-z]{3,14}(?:logie|therapie))?|radiotherapie"
        ),
    ),
    (
        "pharmacy",
        (
            r"pharmacie(?! a usage| hospital| centrale| interieure| du ch| de l'hop| de la clin|"
            r" clinique)(?: d'officine)?|officine|parapharmacie"
        ),
    ),
    (
        "ehpad",
        (
            r"e\.?h\.?p\.?a\.?d\.?|ephad|epahd|maison de retraite|residence autonomie|residence senior|usld|"
            r"korian|residence|ehpa|marpa|petite unite de vie|unite de soins de longue duree|maison de repos|"
            r"m\.?a\.?p\.?a\.?d\.?|mapa|mrpa|villa|maison(?= s(?:ain)?te?[ -])"
        ),
    ),
    ("laboratory", r"laboratoires?|labo|labm|lbm|lam|biolab|laboratory|diagnostics|selas"),
    (
        "hospital",
        (
            r"centres? hospitaliers? universitaires?(?: regional)?|centres? hospitaliers?(?: intercommunal|"
            r" regional| specialise| general| psychiatrique| public| inter-communal| departemental)?"
            r"|groupements? hospitaliers?(?: de territoire| intercommunal| public)?|"
            r"groupes? hospitaliers?(?: universitaire| public)?|"
            r"hopita(?:l|ux)(?: prive| local| civils?| universitaires?| public| de jour| intercommunal|"
            r" psychiatrique)?"
            r"|c\.?h\.?r?\.?u\.?|chr|chic?|chs|c\.?h\.?|ght|ghu|ghi|ghs|gh|epsm|eps|chsp|polycliniques?|"
            r"cliniques?|ssr|smr|had|crlcc|centre de lutte contre le cancer"
            r"|centre de sante mentale|hospital|"
            r"hotel[ -]dieu|etablissement public de sante(?: mentale)?|"
            r"centre (?:de convalescence|de post-?cure|d'hemodialyse|anticancereux|gerontologique|geriatrique|"
            r"de cardiologie|cardiologique|de moyen sejour|de rehabilitation|de reanimation)|"
            r"unite (?:de dialyse|d'autodialyse|d'hospitalisation)|cht|"
            r"university hospital|maternite|institut (?:de cancerologie|mutualiste)|fondation hospitaliere|"
            r"hospices(?: civils)?|clinica|hospitalisation a domicile|crf|crrf|cssr|cmpr|clcc|samu[ -]?\d\d[\dab]?|"
            r"samu(?= (?:de |du |des |d'))|"
            rf"(?:centre|institut|pole)(?: [a-z][a-z\-]{{2,15}}){{0,2}} (?:prive )?(?:d(?:e |'))?{_SPECIALTY}|"
            r"institut(?! (?:medico|d'educ|therap|de form|national|d'imag|de radio|du sommeil))|"
            r"centre(?= (?!val-|medico-|centre-|sud-|nord-|ouest-|est-|anti-)[a-z]{3,12}-[a-z]{3,14}\b)"
        ),
    ),
    (
        "other",
        (
            r"esat|ime|itep|ditep|mas|fam|eam|samsah|savs|sessad|cmpp|camsp|iem|impro|ssiad|saad|mecs|msp|"
            r"cpts|foyer(?: de vie| d'accueil| d'hebergement| occupationnel| logement)?(?: non)?"
            r"(?: medicalisee?)?|gie|gcsms|epms|epsms|"
            r"chrs|spasad|eanm|maison de sante(?: pluriprofessionnelle)?"
            r"|centre de sante|cabinet(?: medical| infirmier| dentaire| de radiologie| d'imagerie(?: medicale)?)?|"
            r"centre d'imagerie(?: medicale)?|association|fondation|gip(?: e-sante)?|gcs(?: e-sante)?|"
            r"mutualite|csapa|caarud|"
            r"groupe(?: (?:imagerie|sante|medico-social))?|centre (?:medical|ophtalmologique|dentaire|"
            r"medico-psycho-pedagogique|"
            r"medico-psychologique|"
            r"mutualiste|d'examens de sante|d'addictologie|delocalise de prevention et de soins)|cmp|cdps|udaf|"
            r"dispensaire|residence-service|maison d'accueil specialisee|imagerie medicale|"
            r"service de soins infirmiers a domicile|institut (?:medico-educatif|d'education motrice|therapeutique)|"
            r"maison (?:d'enfants|des adolescents|medicale|de soins)|pole (?:de )?sante|centre (?:de (?:soins|"
            r"radiologie|"
            r"planification|transfusion|vaccination|consultations|protection maternelle)|maternel)|"
            r"etablissement francais du sang|etablissement de transfusion(?: sanguine)?|imagerie(?= (?:de |du |des |"
            r"d'))|efs|logement-foyer|foyer-logement|service de sante au travail|adapei|"
            r"apei|ugecam"
        ),
    ),
    ("provider", r"societe|hebergeur|editeur|infogerant|prestataire|datacenter"),
)
# What may stand between the type word and the name, written small: « EHPAD public Jean-Moulin ».
_QUALITIES = (
    r"(?: (?:public|prive|local|rural|municipal|communal|intercommunal|departemental|regional|associatif|mutualiste|"
    r"autonome|general|polyvalent|specialise|medical|medico-social|pluridisciplinaire|pluriprofession|marin|thermal|"
    r"hospitalier|infirmier|dentaire|obstetrical|[a-z]{4,14}(?:logique|iatrique|pedique|urgical))"
    r"(?:e|aux|nel|nelle|ale)?s?|"
    r" d(?:e |')(?:proximite|ville|analyses?|biologie|anatomo-?pathologie|accueil|imagerie|hebergement|garde|jour|"
    rf"radiologie|addictologie|{_SPECIALTY})(?: medicale?s?| medicalise| specialisee?| de jour)?"
    r"(?: et de (?:readaptation|reeducation|convalescence))?"
    r"){0,2}"
)
HEAD = re.compile("|".join(f"(?P<{name}>(?<![\\w-])(?:{words}){_QUALITIES}(?![\\w]|'[a-z]))" for name, words in _TYPES))
"""An establishment's type word, by the group's name: the type."""
FIRST = heads(
    "hopital hopitaux hia antenne centre centres institut groupe groupement groupements groupes "
    "service pharmacie officine parapharmacie e h p ehpad ephad epahd"
    " maison residence usld korian laboratoire laboratoires labo lbm biolab c ch chu chru chr chi "
    "chic chs ght ghu ghi ghs gh epsm eps chsp polyclinique polycliniques clinique cliniques ssr smr "
    "had crlcc"
    " hospital university maternite esat ime itep ditep mas fam eam samsah savs sessad cmpp camsp "
    "iem impro ssiad saad mecs msp cpts foyer cabinet"
    " association fondation gip gcs mutualite csapa caarud societe hebergeur editeur infogerant "
    "prestataire datacenter radiotherapie groupe unite cht cmp cdps udaf dispensaire mapad selas clinica "
    "laboratory diagnostics imagerie hotel etablissement hospices maison institut pole logement adapei apei ugecam "
    "marpa ehpa petite efs crf crrf cssr cmpr clcc hospices villa labm lam gie gcsms epms epsms chrs spasad eanm "
    "mrpa mapa samu hospitalisation"
)
_DOMAIN_TYPES = (
    ("military", r"\bhia|armees|defense\.gouv"),
    ("radiotherapy", r"radiother"),
    ("pharmacy", r"pharmacie|officine"),
    ("ehpad", r"ehpad|residence|maison-de-retraite"),
    ("laboratory", r"\blabo|biolog|\bbio-|lbm|lab(?:s|o)?\b"),
    ("provider", r"hebergeu|editeur|infogeran|logiciel|saas|cloud|software|hosting|datacenter|prestataire"),
    (
        "hospital",
        r"\bchu|\bchr|\bch-|\bchi|\bght|hopital|clinique|polyclinique|hospital|\bepsm|\bgh-|\bghu|\bchs|\bhad-",
    ),
    ("other", r"\besat|\bime-|\bmas-|\bfam-|foyer|adapei|association|\bmsp-|cpts|imagerie|\bgip|\bitep|sessad"),
)
_DOMAIN = tuple((name, re.compile(words)) for name, words in _DOMAIN_TYPES)


def type_in(words: str) -> str | None:
    """The structure type a folded name or a form's answer tells, or None."""
    found = HEAD.search(words)
    return found.lastgroup if found else None


@lru_cache(maxsize=1024)
def type_of_domain(domain: str) -> str | None:
    """The structure type a mail domain hints at, or None."""
    return next((name for name, pattern in _DOMAIN if pattern.search(domain)), None)
