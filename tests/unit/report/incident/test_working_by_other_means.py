"""How a house works without its tools, what its patients feel of it, and words that only sound like it."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

TOLD = {
    ("degraded_mode", True): (
        "Une sage-femme par chambre, les moniteurs sont éteints.",
        "Nous restons au pied des lits depuis que la centrale s'est tue.",
        "Une infirmière demeure dans chaque box, la surveillance centrale est éteinte.",
        "Bedside checks every ten minutes, telemetry has gone.",
        "Les clichés partent par taxi sur un disque.",
        "Les tubes sont portés par un coursier.",
        "Un agent fait la navette avec les résultats.",
        "Les seuils sont relus à voix haute avant chaque pose.",
        "Nos médecins prescrivent sur carbone.",
        "Nurses chart the vitals by pen.",
        "Les radiologues lisent les urgences, the night staff is reading from the modality consoles.",
        "Les sages-femmes sont au Doppler à main.",
        "Les calculs de nutrition sont refaits à la calculatrice.",
        "Les plombiers règlent la chaufferie à la molette.",
        "Les équipes s'appellent par leurs mobiles personnels, le standard est mort.",
        "Results are phoned to the wards.",
        "A runner carries the samples.",
        "Orders are spoken and written twice.",
        "Établissement : foyer\nVille : Melun\nPanne : le standard\nParade : numéros privés affichés à l'étage",
    ),
    ("degraded_mode", False): (
        "On a quitté la procédure papier à 2 h.",
        "Nous avons rangé les cahiers, tout est revenu.",
        "Toutes les applications répondent.",
    ),
    ("degraded_mode", None): (
        "Le portail a été bricolé par un bénévole.",
        "Notre quality manual demande que je vous écrive.",
        "Une double authentification a été imposée à tous les comptes.",
        "La lettre a été renvoyée par un classeur automatique.",
        "L'équipe a repris en main la page volée.",
        "La mémoire de l'appareil a été effacée.",
        "On nous demandait de saisir le registre des lits sur un faux site.",
        "Le maire a trouvé nos feuilles de soins à la déchetterie.",
    ),
    ("care_impact", False): (
        "Les traitements du soir sont sur papier, aucune gêne pour les résidents.",
        "On dit que le CHU voisin détourne ses ambulances ; chez nous tout marche.",
        "Les services de soins ne s'en servent pas.",
    ),
    ("care_impact", None): (
        "On ne sait pas ce qu'elle en fait.",
        "La compagnie n'a rien vu aux objets trouvés.",
        "Le robot d'archivage a décalé la tâche du dimanche.",
    ),
    ("patient_impact", "proven"): (
        "Une accouchée est dans le coma faute de poches.",
        "Un monsieur a désaturé et il est passé en réa.",
        "Un abonné est resté deux jours au sol avant d'être trouvé.",
        "One patient was over-sedated and needed naloxone.",
        "A man on the ward had a stroke after his doses were stopped.",
        "Deux résidents ont fait des hypoglycémies sévères.",
    ),
    ("patient_impact", "potential"): (
        "J'ai déjà failli passer à côté d'un hématome.",
        "Une infirmière a stoppé une double prise au pied du lit.",
        "One insulin was nearly given twice.",
        "Le contrôle ultime au lit a rattrapé l'erreur.",
        "Two doctors have told me this is not safe.",
        "On oriente les traumas sur Valence.",
        "Une thrombectomie a été retardée de quarante minutes.",
        "Le trajet n'est pas sans danger.",
        "Nous ne pouvons garantir la surveillance des alarmes.",
    ),
    ("patient_impact", "none"): (
        "Personne n'a été soigné de travers.",
        "Aucun patient n'a reçu la mauvaise dose.",
    ),
    ("patient_impact", None): ("La dame de l'accueil dit que la baie est morte.",),
}


@pytest.mark.parametrize(
    ("field", "due", "text"), [(field, due, text) for (field, due), texts in TOLD.items() for text in texts]
)
def test_it_reads_what_stands_for_the_tools(field: str, due: bool | str | None, text: str) -> None:
    found = getattr(report(text), field)
    assert (found.value if found is not None else None) == due
