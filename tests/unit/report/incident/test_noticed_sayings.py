"""When an incident was noticed, in the many ways people say it; received on 18 March 2026 at 14:20 in Paris."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from bot.ingest.parse import parse
from bot.report.incident.noticed import noticed_in_value
from bot.report.read import read
from bot.report.words.folded import fold
from bot.settings.model import ReadingLimits
from tests.score_reports import shipped_lexicons

PARIS = ZoneInfo("Europe/Paris")
RECEIVED = datetime(2026, 3, 18, 14, 20, tzinfo=PARIS)
LEXICONS = shipped_lexicons()
# Day of March and time of day, then what the letter says; ¶ ends a line.
SAID = """
18 07:30|Ce matin vers 7h30, la cadre a constaté que le dossier patient ne répondait plus.
17 21:45|Hier soir à 21h45 notre logiciel de prescription s'est arrêté.
17 22:10|Mardi 17 mars à 22 h 10, tous les postes du bloc se sont éteints.
18 06:00|Plus d'accès au DPI depuis 6h ce matin.
17 18:00|Messagerie inaccessible depuis hier 18h.
18 08:00|Rien ne marche depuis ce matin 8 heures.
18 12:20|Il y a 2 h nos serveurs sont tombés.
18 13:50|Il y a une demi-heure, un message de rançon est apparu.
18 14:05|Il y a un quart d'heure tout s'est figé.
18 11:20|Nous sommes sans réseau depuis bientôt trois heures.
18 13:05|À 13h05 précises le pare-feu a lâché.
18 11:00|Aux alentours de 11h, un agent a ouvert une pièce jointe piégée et l'écran est devenu noir.
18 05:00|Sur les coups de 5h du matin le serveur de fichiers s'est mis à chiffrer.
18 06:45|En prenant mon service à 6h45 j'ai vu que les PC affichaient tous une demande de rançon.
18 07:00|À la relève de 7h plus aucun poste ne s'allumait.
18 03:12|Cette nuit à 3h12 l'antivirus s'est affolé.
18 02:50|Dans la nuit de mardi à mercredi, à 2h50, le labo a perdu sa connexion.
18 01:00|Dans la nuit du 17 au 18 mars vers 1h le site web a été défiguré.
16 16:00|Lundi à 16h00 le standard est devenu muet.
16 09:20|Le 16/03 à 9h20 un technicien a remarqué des connexions anormales.
16 09:20|Le 16.03.2026 à 09:20 un technicien a remarqué des connexions anormales.
16 09:20|2026-03-16 09:20 : connexions anormales constatées sur le VPN.
16 09:20|16 mars 2026, 9 h 20 : connexions anormales sur le VPN.
16 10:00|Lundi matin vers 10h on s'est rendu compte que des dossiers manquaient.
17 15:00|Hier après-midi vers 15h le PACS a cessé de répondre.
17 15:00|Hier à 3 heures de l'après-midi le PACS a cessé de répondre.
18 12:15|À midi et quart coupure totale.
17 23:45|Hier à minuit moins le quart coupure totale du réseau.
18 00:30|À 0h30 coupure totale du réseau.
17 23:00|Vers 23 heures hier le veilleur a vu les écrans passer au rouge.
18 14:00|14h00 aujourd'hui : plus de téléphone.
18 09:40|We noticed at 9:40 am today that our lab system was encrypted.
17 23:00|Yesterday around 11pm our lab system went down.
17 16:00|Our lab system has been down since 4 pm yesterday.
16 08:15|On Monday 16 March at 08:15 staff found the ransom note.
18 05:45|At 05:45 this morning the nurses lost the patient record.
18 10:00|Tout a commencé à 10h et quelques, avec des lenteurs.
17 18:00|Constaté le 17/03/26 à 18h par l'astreinte.
17 19:35|Date et heure de constat : 17/03/2026 - 19h35
17 19:35|Date : 17/03/2026    Heure : 19:35
17 20:15|Le 17 au soir, vers 20h15, un virus a été détecté.
16 17:00|Avant-hier à 17h une clé USB a disparu du service.
14 11:00|Samedi dernier à 11h un ordinateur portable a été volé.
13 17:30|Vendredi 13 à 17h30 un ordinateur portable a été volé.
18 08:00|Panne générale à 8h du mat.
18 09:15|À partir de 9h15 ce jour, lenteurs puis arrêt.
18 10:40|Ce jour à 10h40 arrêt du serveur d'imagerie.
18 12:10|Ce mercredi à 12h10 arrêt du serveur d'imagerie.
18 04:12|À 04:12 le SOC nous a alertés d'un chiffrement en cours.
18 02:38|L'alerte EDR est tombée à 2h38 cette nuit.
18 08:20|Nous l'avons découvert en début de matinée, à 8 h 20.
18 11:50|Notre prestataire nous a prévenus à 11h50 que ses serveurs étaient chiffrés.
18 09:00|Le mail frauduleux est arrivé lundi 16 à 14h02 ; on s'en est aperçu ce matin à 9h.
17 19:20|La coupure remonte à hier 19h20.
18 05:30|Ça a planté à 5h et demie.
18 06:00|À six heures du matin tout était bloqué.
18 08:15|Vers huit heures et quart ce matin tout s'est bloqué.
17 22:00|Hier à vingt-deux heures tout s'est bloqué.
17 09:00|Messagerie coupée depuis hier matin 9h.
18 07:00|Vers 7h ce matin l'IDE de nuit signale la panne ; point d'étape à 15h, cellule de crise à 16h.
18 11:45|PANNE DU DPI DEPUIS 11 H 45.
18 11:45|PANNE DU DPI DEPUIS 11H45 AUJOURD'HUI
18 07:30|Depuis 7h30mn plus rien.
17 08:00|Depuis hier 8h, nous travaillons sur papier.
16 06:30|Nous travaillons sur papier depuis lundi 6h30.
18 13:20|Depuis une heure nos postes redémarrent en boucle.
18 13:35|Voilà trois quarts d'heure que plus rien ne répond.
17 14:20|Depuis 24 heures nous n'avons plus de messagerie.
18 08:20|Cela fait six heures que le DPI est arrêté.
18 09:50|J'ai reçu ce matin à 9h50 un appel d'un faux technicien qui a pris la main sur mon poste.
17 17:40|Le vol a été constaté hier vers 17 h 40 au retour de tournée.
17 19:35|Début : 16/03/2026 23:10 ¶ Détection : 17/03/2026 19:35
17 07:10|Date et heure des faits : entre le 16/03 au soir et le 17/03 au matin ¶ Date de découverte : 17/03/2026, 7h10
16 17:05|Heure à laquelle cela fut découvert : lundi 16 mars 2026, 17 h 05
18 00:41|Entre 0h41 et 1h14 un appel sur deux tombait dans le vide.
18 02:05|On s'était quittés bons amis, et bien ça recommence. 2h05, même souche, l'imagerie chiffre à nouveau.
17 22:15|Hier soir : ¶ 22h15 : gestionnaire de lits figé ¶ 22h40 : débranchement d'Internet
"""


def noticed(text: str) -> datetime | None:
    letter = EmailMessage()
    letter["From"] = "Jeanne Morel <jm@mail.example>"
    letter["To"] = "desk@cert.example"
    letter["Subject"] = "Incident"
    letter["Message-ID"] = "<1@mail.example>"
    letter.set_content(
        f"Bonjour,\n\n{text}\nMerci de nous rappeler au 01 99 00 12 34.\n\nJeanne Morel\nEHPAD Les Tilleuls (37)\n"
    )
    found: datetime | None = read(parse(letter.as_bytes(), ReadingLimits()), LEXICONS, RECEIVED).get("noticed_at")
    return found


@pytest.mark.parametrize("line", SAID.strip().splitlines())
def test_the_hour_of_the_notice_is_read_as_people_say_it(line: str) -> None:
    due, text = line.split("|", 1)
    day, clock = due.split()
    hour, minute = map(int, clock.split(":"))
    at = datetime(2026, 3, int(day), hour, minute, tzinfo=PARIS)
    assert noticed(text.replace(" ¶ ", "\n")) == at


@pytest.mark.parametrize(
    "text",
    [
        "Nous travaillerons sur papier pendant six heures encore.",
        "La sauvegarde dure six heures et quart chaque semaine, tout va bien.",
        "Le standard est ouvert de 8 h à 18 h.",
        "Votre ligne est ouverte 24 h / 24, merci.",
    ],
)
def test_a_length_of_time_or_opening_hours_are_no_notice(text: str) -> None:
    assert noticed(text) is None


@pytest.mark.parametrize(
    ("value", "due"),
    [
        ("17 mars 2026 à 22 : 30", datetime(2026, 3, 17, 22, 30, tzinfo=PARIS)),
        ("17 fév. 2026, 9h", datetime(2026, 2, 17, 9, 0, tzinfo=PARIS)),
        ("17 Mar 2026 09:15", datetime(2026, 3, 17, 9, 15, tzinfo=PARIS)),
        ("March 17, 2026 at 9:15 am", datetime(2026, 3, 17, 9, 15, tzinfo=PARIS)),
        ("Feb 3rd, 10 pm", datetime(2026, 2, 3, 22, 0, tzinfo=PARIS)),
        ("17/03/2026 07:26 UTC", datetime(2026, 3, 17, 7, 26, tzinfo=ZoneInfo("UTC"))),
        ("17/03/2026 07:26 BST", datetime(2026, 3, 17, 7, 26, tzinfo=ZoneInfo("Europe/London"))),
        ("17/03/2026 à 8 h (UTC-3)", datetime(2026, 3, 17, 11, 0, tzinfo=ZoneInfo("UTC"))),
        ("17/03/2026 11:00 utc+2", datetime(2026, 3, 17, 9, 0, tzinfo=ZoneInfo("UTC"))),
    ],
)
def test_it_reads_the_instant_a_form_gives(value, due):
    moment = noticed_in_value(fold(value), RECEIVED, PARIS)
    assert moment is not None
    assert moment.at == due
