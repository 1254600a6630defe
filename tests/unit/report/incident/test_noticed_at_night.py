"""When an incident was noticed, told in the night of 14 to 15 August 2026; received at 02:47 in Paris."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from bot.report.incident.hours import TIME, clock_of
from bot.report.words.folded import fold
from tests.unit.report.letter import PARIS, report

RECEIVED = datetime(2026, 8, 15, 2, 47, tzinfo=PARIS)
# Day of August and time of day, then what the letter says; ¶ ends a line.
SAID = """
15 00:20|Il est passé de minuit vingt à deux heures sans que personne ne réponde au support.
14 21:00|Depuis la relève de 21 h, plus de dossier patient.
15 01:05|Constaté 1 h 05 puis à nouveau 2 h : les serveurs redémarrent en boucle.
15 02:10|À deux heures dix tout s'est éteint.
15 01:00|Vers les une heure du matin le logiciel de la pharmacie a planté.
15 02:07|Nos lignes sont muettes depuis bientôt quarante minutes.
15 02:22|Nos moniteurs centraux sont noirs depuis vingt-cinq minutes.
15 01:37|Alarme onduleur à 01:37, salle serveur éteinte à 01:52.
15 01:20|Les ambulances sont détournées depuis 2 h. Tout a commencé à 1 h 20 par une note sur les imprimantes.
15 01:40|J'ai quitté le service à 21h, tout allait. À mon retour à 1h40 plus aucun poste ne s'ouvrait.
15 00:15|Nos collègues du matin arrivent à 6h30, l'éditeur rouvre à 8h. Le DPI est mort à 0h15.
14 22:45|La sauvegarde tourne chaque nuit à 3 h. Ce soir à 22 h 45 le NAS a été vidé.
14 23:20|Un patient arrivé à 23h50 n'a pas pu avoir son scanner : le PACS ne répond plus depuis 23h20.
14 23:00|J'ai appelé l'éditeur à minuit dix et à une heure. Le logiciel est bloqué depuis onze heures du soir.
15 01:00|Nous rouvrirons à 8h. Le pare-feu est tombé peu avant 1h.
15 00:50|Tout est rentré dans l'ordre à 2h15 après une coupure survenue à 0h50.
14 23:58|Le 14 au soir, l'hôte 3 a lâché (23 h 58), puis l'hôte 1 (0 h 12).
15 00:47|Our PACS has been unreachable for the last two hours.
15 00:47|Two hours ago our storage went down.
15 00:45|Les pompes n'ont plus reçu de prescription à partir d'une heure moins le quart.
14 07:00|Le wifi des patients est coupé depuis ce matin, sept heures.
15 00:40|00 h 40 : alerte. 01 h 10 : confirmation. 02 h 30 : appel du directeur.
15 00:40|00h40 alerte EDR ¶ 01h10 confirmation du chiffrement ¶ 02h30 directeur appelé
14 22:17|Coupure franche de la fibre 22h17-23h04.
14 19:30|De 19h30 à 22h10 pas de monitoring. Depuis 22h10 le réseau est revenu.
14 21:10|Je prends mon service à 21h, à 21h10 j'ai su que c'était fini : note de rançon à l'écran.
14 21:30|Dans la foulée du changement d'équipe (21h30), plus de wifi ni de tablettes.
15 00:02|Le couvre-feu informatique est à minuit. À 0h02 la bascule a échoué et depuis rien.
15 01:47|Ma garde finit à 8h. Depuis une grosse heure le logiciel tourne en rond.
15 02:02|Plus d'images depuis trois bons quarts d'heure.
15 00:47|ça fait 2h que la box clignote rouge, on est coupés.
15 01:50|À 2h moins 10, le disjoncteur général a sauté.
15 01:00|Le logiciel rame depuis 1h, il est totalement arrêté depuis 2h.
15 00:20|Notre SOC a relevé à 00h20 une connexion étrangère. Nos clients seront prévenus à 8h.
14 22:00|Un groupe froid s'est mis en sécurité à 22 h, on est à 27 degrés. Le frigoriste a promis d'être là à 5 h.
14 20:00|Le dossier de notre éditeur ne répond plus depuis 20 h (14/08). Plans de soins imprimés chaque jour à 18 h.
15 01:45|On croyait la partie gagnée hier à midi, mais depuis 1h45 les postes se rechiffrent.
14 22:15|Le 15 est muet depuis quatre heures et demie. La fibre a lâché à 22h15. ¶ Pas de retour avant 8h.
14 23:15|Ça a sauté pendant l'orage, il devait être onze heures et quart du soir.
15 01:30|La clinique vous avait signalé hier à 14 h un hameçonnage. Depuis 1 h 30 les comptes envoient des messages.
14 23:50|L'équipe de nuit a tiré l'alarme vers minuit moins dix. À l'heure où j'écris (2 h 40), rien n'est revenu.
15 01:30|Je l'ai isolé à 1h30, dès que je l'ai vu.
"""


def noticed(text: str) -> datetime | None:
    found: datetime | None = report(f"Bonsoir,\n\n{text}\n\nMerci.\n", at=RECEIVED).get("noticed_at")
    return found


@pytest.mark.parametrize("line", SAID.strip().splitlines())
def test_the_hour_of_a_night_is_told_from_all_others(line: str) -> None:
    due, text = line.split("|", 1)
    hour, minute = map(int, due[3:].split(":"))
    assert noticed(text.replace(" ¶ ", "\n")) == datetime(2026, 8, int(due[:2]), hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    "text",
    [
        "Plus de réseau. Le technicien est venu à 22h30 et revient à 6h.",
        "Il est deux heures et demie du matin, plus rien ne marche.",
        "Chez nous tout marche, j'ai prescrit il y a cinq minutes.",
        "La sauvegarde tourne chaque nuit à 3 h.",
        "L'équipe de jour arrive à 6h30, le support rouvrira à 8h.",
        "Nos serveurs redémarrent en 2 heures.",
        "Rien chez nous.\n\n> De: Alerte <a@b.example>\n> Objet: ALERTE\n> Date: 14 août 2026 à 22:58:10\n> Stop.",
    ],
)
def test_what_comes_goes_or_happens_every_day_is_no_notice(text: str) -> None:
    assert noticed(text) is None


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("minuit vingt", "00:20"),
        ("minuit et demi", "00:30"),
        ("minuit deux patients attendent", "00:00"),
        ("minuit 20", "00:20"),
        ("minuit moins vingt-cinq", "23:35"),
        ("deux heures trente-cinq", "02:35"),
        ("vingt-trois heures quarante-huit", "23:48"),
        ("vingt trois heures", "23:00"),
        ("onze heures du soir", "23:00"),
        ("2.15 p.m.", "14:15"),
        ("1h et quart", "01:15"),
    ],
)
def test_a_time_of_day_is_read_in_words(said: str, clock: str) -> None:
    found = TIME.search(fold(said))
    assert found is not None
    assert f"{clock_of(found):%H:%M}" == clock


def test_the_minutes_of_an_hour_all_have_their_word() -> None:
    words = "dix onze douze vingt trente trente-deux quarante quarante-cinq cinquante-neuf".split()
    told = [found for word in words if (found := TIME.search(f"deux heures {word},"))]
    clocks = [clock_of(found) for found in told]
    assert len(clocks) == len(words)
    assert all(one < two for one, two in pairwise(clocks))
