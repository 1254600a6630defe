"""Départements, regions and regional agencies (INSEE codes; shared tables of the field, checked for completeness by a test).

Never a bare two-digit code without its kind: 75 is Paris as a département and Nouvelle-Aquitaine as a region.
"""

from __future__ import annotations

from types import MappingProxyType

REGIONS = MappingProxyType(
    {
        "84": ("Auvergne-Rhône-Alpes", "01 03 07 15 26 38 42 43 63 69 73 74"),
        "27": ("Bourgogne-Franche-Comté", "21 25 39 58 70 71 89 90"),
        "53": ("Bretagne", "22 29 35 56"),
        "24": ("Centre-Val de Loire", "18 28 36 37 41 45"),
        "94": ("Corse", "2A 2B"),
        "44": ("Grand Est", "08 10 51 52 54 55 57 67 68 88"),
        "32": ("Hauts-de-France", "02 59 60 62 80"),
        "11": ("Île-de-France", "75 77 78 91 92 93 94 95"),
        "28": ("Normandie", "14 27 50 61 76"),
        "75": ("Nouvelle-Aquitaine", "16 17 19 23 24 33 40 47 64 79 86 87"),
        "76": ("Occitanie", "09 11 12 30 31 32 34 46 48 65 66 81 82"),
        "52": ("Pays de la Loire", "44 49 53 72 85"),
        "93": ("Provence-Alpes-Côte d'Azur", "04 05 06 13 83 84"),
        # Saint-Barthélemy and Saint-Martin belong to the agency of Guadeloupe.
        "01": ("Guadeloupe", "971 977 978"),
        "02": ("Martinique", "972"),
        "03": ("Guyane", "973"),
        "04": ("La Réunion", "974"),
        "06": ("Mayotte", "976"),
    }
)

REGION_OF = MappingProxyType({code: region for region, (_, codes) in REGIONS.items() for code in codes.split()})


DEPARTMENTS = MappingProxyType(
    {
        "01": "Ain", "02": "Aisne", "03": "Allier", "04": "Alpes-de-Haute-Provence", "05": "Hautes-Alpes", "06": "Alpes-Maritimes",
        "07": "Ardèche", "08": "Ardennes", "09": "Ariège", "10": "Aube", "11": "Aude", "12": "Aveyron", "13": "Bouches-du-Rhône",
        "14": "Calvados", "15": "Cantal", "16": "Charente", "17": "Charente-Maritime", "18": "Cher", "19": "Corrèze", "2A": "Corse-du-Sud",
        "2B": "Haute-Corse", "21": "Côte-d'Or", "22": "Côtes-d'Armor", "23": "Creuse", "24": "Dordogne", "25": "Doubs", "26": "Drôme",
        "27": "Eure", "28": "Eure-et-Loir", "29": "Finistère", "30": "Gard", "31": "Haute-Garonne", "32": "Gers", "33": "Gironde",
        "34": "Hérault", "35": "Ille-et-Vilaine", "36": "Indre", "37": "Indre-et-Loire", "38": "Isère", "39": "Jura", "40": "Landes",
        "41": "Loir-et-Cher", "42": "Loire", "43": "Haute-Loire", "44": "Loire-Atlantique", "45": "Loiret", "46": "Lot",
        "47": "Lot-et-Garonne", "48": "Lozère", "49": "Maine-et-Loire", "50": "Manche", "51": "Marne", "52": "Haute-Marne",
        "53": "Mayenne", "54": "Meurthe-et-Moselle", "55": "Meuse", "56": "Morbihan", "57": "Moselle", "58": "Nièvre", "59": "Nord",
        "60": "Oise", "61": "Orne", "62": "Pas-de-Calais", "63": "Puy-de-Dôme", "64": "Pyrénées-Atlantiques", "65": "Hautes-Pyrénées",
        "66": "Pyrénées-Orientales", "67": "Bas-Rhin", "68": "Haut-Rhin", "69": "Rhône", "70": "Haute-Saône", "71": "Saône-et-Loire",
        "72": "Sarthe", "73": "Savoie", "74": "Haute-Savoie", "75": "Paris", "76": "Seine-Maritime", "77": "Seine-et-Marne",
        "78": "Yvelines", "79": "Deux-Sèvres", "80": "Somme", "81": "Tarn", "82": "Tarn-et-Garonne", "83": "Var", "84": "Vaucluse",
        "85": "Vendée", "86": "Vienne", "87": "Haute-Vienne", "88": "Vosges", "89": "Yonne", "90": "Territoire de Belfort",
        "91": "Essonne", "92": "Hauts-de-Seine", "93": "Seine-Saint-Denis", "94": "Val-de-Marne", "95": "Val-d'Oise",
        "971": "Guadeloupe", "972": "Martinique", "973": "Guyane", "974": "La Réunion", "975": "Saint-Pierre-et-Miquelon",
        "976": "Mayotte", "977": "Saint-Barthélemy", "978": "Saint-Martin",
    }
)  # fmt: skip

ZONES = MappingProxyType(
    {
        "971": "America/Guadeloupe",
        "972": "America/Martinique",
        "973": "America/Cayenne",
        "974": "Indian/Reunion",
        "975": "America/Miquelon",
        "976": "Indian/Mayotte",
        "977": "America/St_Barthelemy",
        "978": "America/Marigot",
    }
)
MAINLAND_ZONE = "Europe/Paris"

# Names that are also common words, towns, rivers or points of the compass: they count only where a place is meant.
AMBIGUOUS = frozenset(
    {
        "01",
        "03",
        "10",
        "11",
        "16",
        "18",
        "19",
        "23",
        "24",
        "25",
        "27",
        "30",
        "36",
        "38",
        "39",
        "40",
        "42",
        "45",
        "46",
        "50",
        "51",
    }
    | {
        "53",
        "55",
        "57",
        "59",
        "60",
        "61",
        "69",
        "72",
        "73",
        "75",
        "80",
        "81",
        "83",
        "85",
        "86",
        "89",
        "91",
        "978",
        "974",
        "05",
    }
)
REGION_NAMES = MappingProxyType(
    {
        "auvergne rhone alpes": "84", "rhone alpes": "84", "auvergne": "84", "bourgogne franche comte": "27", "franche comte": "27",
        "bourgogne": "27", "bretagne": "53", "centre val de loire": "24", "corse": "94", "grand est": "44", "alsace": "44",
        "lorraine": "44", "champagne ardenne": "44", "hauts de france": "32", "picardie": "32", "nord pas de calais": "32",
        "ile de france": "11", "region parisienne": "11", "normandie": "28", "nouvelle aquitaine": "75", "aquitaine": "75",
        "limousin": "75", "poitou charentes": "75", "occitanie": "76", "midi pyrenees": "76", "languedoc roussillon": "76",
        "pays de la loire": "52", "provence alpes cote d azur": "93", "paca": "93", "idf": "11",
    }
)  # fmt: skip
