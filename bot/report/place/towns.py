"""Towns that everybody in the country places: the seats of préfectures and sous-préfectures and towns with a hospital.

Names that are also common words or that several départements share are left out: an agency told by mistake is worse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from bot.report.place.spelling import Spelled
from bot.report.reading import Reading
from bot.report.words.folded import fold, heads, starts_of

_BY_DEPARTMENT = {
    "01": "Bourg-en-Bresse, Belley, Nantua, Oyonnax, Ambérieu-en-Bugey",
    "02": "Laon, Soissons, Saint-Quentin, Château-Thierry, Vervins, Hirson, Chauny",
    "03": "Moulins, Vichy, Montluçon",
    "04": "Digne-les-Bains, Manosque, Forcalquier, Sisteron",
    "05": "Gap, Briançon, Embrun",
    "06": "Nice, Cannes, Antibes, Grasse, Menton",
    "07": "Privas, Annonay, Aubenas, Tournon-sur-Rhône, Largentière",
    "08": "Charleville-Mézières, Rethel, Vouziers",
    "09": "Foix, Pamiers, Saint-Girons, Lavelanet",
    "10": "Troyes, Bar-sur-Aube, Nogent-sur-Seine, Romilly-sur-Seine",
    "11": "Carcassonne, Narbonne, Limoux, Castelnaudary",
    "12": "Rodez, Millau, Villefranche-de-Rouergue, Decazeville",
    "13": "Marseille, Aix-en-Provence, Arles, Istres, Martigues, Aubagne, Salon-de-Provence",
    "14": "Caen, Lisieux, Bayeux, Falaise, Honfleur",
    "15": "Aurillac, Saint-Flour, Mauriac",
    "16": "Angoulême, Confolens, Ruffec",
    "17": "La Rochelle, Rochefort, Saintes, Royan, Jonzac, Saint-Jean-d'Angély",
    "18": "Bourges, Vierzon, Saint-Amand-Montrond",
    "19": "Tulle, Brive-la-Gaillarde, Ussel",
    "2A": "Ajaccio, Sartène, Porto-Vecchio, Propriano, Bonifacio",
    "2B": "Bastia, Corte, Calvi, Ghisonaccia, Aléria",
    "21": "Dijon, Beaune, Montbard, Semur-en-Auxois, Chenôve",
    "22": "Saint-Brieuc, Dinan, Lannion, Guingamp, Paimpol, Loudéac",
    "23": "Guéret, Aubusson",
    "24": "Périgueux, Bergerac, Sarlat, Sarlat-la-Canéda, Nontron",
    "25": "Besançon, Montbéliard, Pontarlier",
    "26": "Valence, Montélimar, Nyons, Romans-sur-Isère",
    "27": "Évreux, Bernay, Les Andelys, Vernon, Pont-Audemer",
    "28": "Chartres, Dreux, Châteaudun, Nogent-le-Rotrou",
    "29": "Quimper, Brest, Châteaulin, Morlaix, Quimperlé, Concarneau, Carhaix",
    "30": "Nîmes, Alès, Le Vigan, Bagnols-sur-Cèze, Uzès",
    "31": "Toulouse, Muret, Saint-Gaudens",
    "32": "Auch, Condom, Mirande",
    "33": "Bordeaux, Arcachon, Libourne, Langon, Blaye, Lesparre-Médoc, Pessac, Mérignac",
    "34": "Montpellier, Béziers, Lodève, Sète, Agde, Lunel",
    "35": "Rennes, Saint-Malo, Redon, Fougères, Vitré",
    "36": "Châteauroux, Issoudun, La Châtre",
    "37": "Tours, Chinon, Loches, Amboise",
    "38": "Grenoble, La Tour-du-Pin, Voiron, Bourgoin-Jallieu, La Mure",
    "39": "Lons-le-Saunier, Saint-Claude, Champagnole",
    "40": "Mont-de-Marsan, Dax",
    "41": "Blois, Vendôme, Romorantin-Lanthenay",
    "42": "Saint-Étienne, Roanne, Montbrison, Firminy, Saint-Chamond",
    "43": "Le Puy-en-Velay, Brioude, Yssingeaux",
    "44": "Nantes, Saint-Nazaire, Châteaubriant, Ancenis, Pornic, La Baule",
    "45": "Orléans, Montargis, Pithiviers, Gien",
    "46": "Cahors, Figeac, Gourdon",
    "47": "Agen, Marmande, Nérac, Villeneuve-sur-Lot",
    "48": "Mende, Florac, Marvejols",
    "49": "Angers, Cholet, Saumur, Segré",
    "50": "Saint-Lô, Avranches, Cherbourg, Coutances, Granville, Valognes",
    "51": "Reims, Châlons-en-Champagne, Épernay, Vitry-le-François, Sézanne",
    "52": "Chaumont, Langres, Saint-Dizier",
    "53": "Château-Gontier, Laval",
    "54": "Nancy, Lunéville, Toul, Longwy, Pont-à-Mousson, Villerupt",
    "55": "Bar-le-Duc, Commercy, Verdun",
    "56": "Vannes, Lorient, Pontivy, Ploërmel, Auray",
    "57": "Metz, Thionville, Forbach, Sarreguemines, Sarrebourg, Bitche, Saint-Avold",
    "58": "Nevers, Clamecy, Cosne-sur-Loire, Château-Chinon, Decize",
    "59": "Lille, Roubaix, Tourcoing, Dunkerque, Douai, Valenciennes, Cambrai, Avesnes-sur-Helpe, Maubeuge, "
    "Hazebrouck, "
    "Armentières, Bailleul, Gravelines",
    "60": "Beauvais, Compiègne, Senlis, Creil, Noyon",
    "61": "Alençon, Argentan, Mortagne-au-Perche, Flers, L'Aigle",
    "62": "Arras, Béthune, Boulogne-sur-Mer, Calais, Montreuil-sur-Mer, Saint-Omer, Liévin, Berck, Lens",
    "63": "Clermont-Ferrand, Riom, Issoire, Ambert",
    "64": "Pau, Bayonne, Biarritz, Oloron-Sainte-Marie, Orthez, Saint-Jean-de-Luz, Hendaye",
    "65": "Tarbes, Lourdes, Bagnères-de-Bigorre, Argelès-Gazost, Lannemezan",
    "66": "Perpignan, Prades, Céret, Argelès-sur-Mer",
    "67": "Strasbourg, Haguenau, Molsheim, Saverne, Sélestat, Wissembourg, Obernai",
    "68": "Colmar, Mulhouse, Altkirch, Thann, Guebwiller",
    "69": "Lyon, Villeurbanne, Villefranche-sur-Saône, Vénissieux, Givors, Bron, Caluire-et-Cuire",
    "70": "Vesoul, Lure, Luxeuil-les-Bains",
    "71": "Mâcon, Chalon-sur-Saône, Autun, Le Creusot, Montceau-les-Mines, Paray-le-Monial",
    "72": "Le Mans, La Flèche, Sablé-sur-Sarthe, Mamers",
    "73": "Chambéry, Albertville, Saint-Jean-de-Maurienne, Aix-les-Bains, Bourg-Saint-Maurice",
    "74": "Annecy, Bonneville, Thonon-les-Bains, Saint-Julien-en-Genevois, Annemasse, Sallanches, Chamonix",
    "76": "Rouen, Le Havre, Dieppe, Elbeuf, Fécamp, Lillebonne, Neufchâtel-en-Bray",
    "77": "Melun, Meaux, Fontainebleau, Provins, Nemours, Coulommiers",
    "78": "Versailles, Mantes-la-Jolie, Rambouillet, Saint-Germain-en-Laye, Poissy",
    "79": "Niort, Bressuire, Parthenay, Thouars",
    "80": "Amiens, Abbeville, Péronne, Montdidier, Doullens",
    "81": "Albi, Castres, Gaillac, Lavaur, Mazamet",
    "82": "Montauban, Castelsarrasin, Moissac",
    "83": "Toulon, Draguignan, Brignoles, Fréjus, Hyères, La Seyne-sur-Mer",
    "84": "Avignon, Carpentras, Apt, Cavaillon",
    "85": "La Roche-sur-Yon, Fontenay-le-Comte, Les Sables-d'Olonne, Challans, Les Herbiers, Luçon",
    "86": "Poitiers, Châtellerault, Montmorillon, Loudun",
    "87": "Limoges, Bellac, Rochechouart, Saint-Junien, Saint-Yrieix-la-Perche",
    "88": "Épinal, Remiremont, Saint-Dié-des-Vosges, Neufchâteau, Gérardmer",
    "89": "Sens, Auxerre, Avallon, Joigny",
    "90": "Belfort",
    "91": "Évry, Étampes, Palaiseau, Corbeil-Essonnes, Longjumeau",
    "92": "Nanterre, Boulogne-Billancourt, Antony, Neuilly-sur-Seine, Clamart, Colombes, Meudon",
    "93": "Bobigny, Le Raincy, Montreuil-sous-Bois, Aulnay-sous-Bois",
    "94": "Créteil, Nogent-sur-Marne, L'Haÿ-les-Roses, Villejuif, Champigny-sur-Marne",
    "95": "Cergy, Pontoise, Argenteuil, Sarcelles, Gonesse, Eaubonne",
    "971": "Basse-Terre, Pointe-à-Pitre, Les Abymes, Baie-Mahault, Capesterre-Belle-Eau, Le Moule",
    "972": "Schoelcher, Fort-de-France, Le Lamentin, Trois-Îlets",
    "973": "Matoury, Cayenne, Kourou, Saint-Laurent-du-Maroni, Maripasoula",
    "974": "Saint-Denis de La Réunion, Le Tampon, Saint-Benoît de La Réunion",
    "976": "Mamoudzou, Dzaoudzi, Koungou",
    "977": "Gustavia",
    "978": "Grand-Case",
}

TOWNS = MappingProxyType(
    {
        re.sub(r"[ '\-]+", " ", fold(town.strip())): code
        for code, towns in _BY_DEPARTMENT.items()
        for town in towns.split(",")
    }
)
"""Folded names, hyphens as spaces, with the INSEE code of the département."""

_ARTICLE = re.compile(r"(?:les?|la|l) ")
_ARTICLE_AT = re.compile(r"(?:les? |la |l')")
_WITH_LES = frozenset(name[4:] for name in TOWNS if name.startswith("les "))
_BARE = {_ARTICLE.sub("", name): code for name, code in TOWNS.items()}
_SPELLED = Spelled(_BARE, r"[ '\-]", r"(?![\w'-])")
_FIRST = heads(" ".join(name.split()[0] for name in _BARE))
# What leads from an establishment to its town: « EHPAD X à Bitche », « CH Y (Lunéville) », « labos entre A et B ».
_LEADS = re.compile(
    r"(?:(?: \([^()\n]{1,40}\))?[ ,(/\n-]{0,3}(?:(?:est |sont )?(?:situee?s?|basee?s?|sise?s?|implantee?s?|"
    r"installee?s?|touchee?s?|concernee?s?|impactee?s?|atteinte?s?|victime|affectee?s?|attaquee?s?)(?: est| sont)? )?"
    r"(?:a |au |aux |en |de |d'|entre |sur )?(?:les? |la |l')?)?"
)
_INSIDE = re.compile(r"[a-z]{2}[^\n]{0,60}(?: de | d'| a | au | aux |[ -])(?:les? |la |l')?")
_SEATED = re.compile(
    r"\b(?:situee?s?|basee?s?|sise?s?|implantee?s?) (?:a |au |aux )(?:les? |la |l')?$|\b(?:sur|au|du|notre|"
    r"le) site d(?:e |')$"
)
_SIGNED = re.compile(r"(?:\n|[a-z)], ?)(?:les? |la |l')?$")
# « la clinique ste opportune a alencon »: who writes without capitals still says where his house lies.
_SMALL_HOUSE = re.compile(
    r"\b(?:clinique|ehpad|hopital|ch|laboratoire|residence|maison de retraite) (?:[a-z'\-]{2,16} ){0,4}a $"
)
_SENT = re.compile(r"\b(?:vers|transfer\w*|envoy\w*|parti\w*|evacu\w*|siege|chez(?! nous))\b[^.\n]{0,40}$")
_NUMBER = re.compile(r" ?[,:(-]{0,2} ?(?:tel\w{0,7}[. :]{0,3})?(?:\+|00? ?)\d")
_ELSEWHERE = re.compile(
    r"\b(?:siege|heberg\w*|societe|maison mere|vers|transfer\w*|chez(?! nous)|chu voisin|holding)\b[^.\n]{0,40}$"
)


_CLAUSE = re.compile(r"[.;\n]| mais | tandis que | alors que ")


def town_at(folded: str, at: int) -> str | None:
    """The département of the town whose name begins at a place of a folded text, its article included, or None."""
    article = _ARTICLE_AT.match(folded, at)
    town = _named(folded, article.end() if article else at) or _named(folded, at)
    return town[0] if town is not None else None


def towns_named(reading: Reading) -> frozenset[str]:
    """The départements of all towns that a letter writes with their capital, wherever it does."""
    return frozenset(
        town[0]
        for at in starts_of(reading.words, _FIRST)
        if (town := _named(reading.folded, at)) is not None
        and reading.written(at, at + 1).isupper()
        and not _joined(reading.folded, at)
    )


def town_of(reading: Reading, houses: Sequence[tuple[int, int]]) -> tuple[str, int, int] | None:
    """The département of the town an establishment is said to lie in, and where that stands; None when none is told.

    `houses` are the places where establishments are named. A town counts only inside or right behind such a name, as
    where somebody is seated, or before the phone number of a signature; and only with its capital, unless the house
    before it is written small as well.
    """
    folded = reading.folded
    found = []
    for at in starts_of(reading.words, _FIRST):
        town = _named(folded, at)
        if town is None or _joined(folded, at):
            continue
        if not reading.written(at, at + 1).isupper():
            if _follows_small_house(reading, at):
                found.append((3, at, town))
            continue
        if (rank := _rank(folded, at, town[1], houses)) is not None:
            found.append((rank, at, town))
    if not found:
        return None
    _, at, town = min(found, key=lambda each: each[:2])
    return town[0], at, town[1]


def _named(folded: str, at: int) -> tuple[str, int] | None:
    """The département of the town with the longest name that begins there, and where the name ends."""
    town = _SPELLED.at(folded, at)
    return (_BARE[town[0]], town[1]) if town is not None else None


def _follows_small_house(reading: Reading, at: int) -> bool:
    begun = max(0, at - 60)
    small = _SMALL_HOUSE.search(reading.folded, begun, at)
    if small is None or _SENT.search(reading.folded, begun, small.start()):
        return False
    return reading.written(small.start(), at).islower()


def _joined(folded: str, at: int) -> bool:
    """« Bar-sur-Aube » holds no « Aube »; « l'Aigle » is itself."""
    return folded[at - 1 : at] in ("-", "'") and folded[at - 2 : at] != "l'"


def _rank(folded: str, start: int, end: int, houses: Sequence[tuple[int, int]]) -> int | None:
    if folded.endswith("des ", 0, start) and folded[start:end] not in _WITH_LES:
        return None
    clause = max((found.end() for found in _CLAUSE.finditer(folded, max(0, start - 70), start)), default=0)
    if _ELSEWHERE.search(folded, max(0, start - 70, clause), start):
        return None
    for first, last in houses:
        if last <= start <= last + 60 and _LEADS.fullmatch(folded, last, start):
            return 0
        if first < start and end <= last and _INSIDE.fullmatch(folded, first, start):
            return 1
    if _SEATED.search(folded, max(0, start - 30), start):
        return 1
    signed = _SIGNED.search(folded, max(0, start - 12), start) is not None
    return 2 if signed and _NUMBER.match(folded, end) is not None else None
