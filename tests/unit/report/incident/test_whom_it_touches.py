"""Care, patients and the way of working as many people tell of them; what only sounds alike tells nothing."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

TOLD = {
    ("care_impact", True): (
        "Les blocs de demain sont repoussés.",
        "Nous renvoyons les consultants chez eux.",
        "On n'opère plus que les urgences.",
        "Le délai de rendu des bilans a triplé.",
        "Clinics were called off this morning.",
        "Les ambulances sont envoyées à Vienne.",
        "Trois chimiothérapies ont été décalées.",
        "L'attente au tri dépasse trois heures.",
        "Les infirmières n'ont plus accès aux prescriptions.",
        "Nous avons dû annuler les coloscopies de la matinée.",
        "Les patients attendent deux fois plus longtemps aux urgences.",
        "Le scanner est à l'arrêt, on transfère les AVC à Nantes.",
        "On ne dialyse plus que les plus urgents.",
        "Les soignantes n'ont plus le plan de soins.",
        "La radiothérapie n'a traité personne aujourd'hui.",
        "We had to divert two ambulances.",
        "Les accouchements sont orientés vers la maternité voisine.",
        "Le bloc est fermé depuis midi.",
        "Cinq tournées n'ont pas pu être faites.",
    ),
    ("care_impact", False): (
        "Aucune séance n'a été annulée.",
        "Les soins se déroulent comme d'habitude.",
        "Les consultations n'ont pas été gênées.",
        "Cela ne touche que la comptabilité, pas les soins.",
        "Patient care was not affected.",
        "Les équipes soignantes ne se sont aperçues de rien.",
        "La prise en charge des résidents n'a pas changé.",
        "Tous les rendez-vous ont été tenus.",
        "Aucun effet sur l'activité clinique.",
        "Aucun rendez-vous n'a été déplacé.",
        "Les patients ont été vus normalement.",
        "Les soins ne sont pas concernés, c'est la paie qui est bloquée.",
        "The wards did not notice anything.",
        "Rien n'a changé pour les soignants ni pour les résidents.",
        "L'activité du bloc s'est poursuivie sans gêne.",
        "Aucun retentissement sur la prise en charge.",
        "Les traitements ont été donnés à l'heure.",
    ),
    ("patient_impact", "proven"): (
        "Une patiente a reçu la dose destinée à sa voisine.",
        "Un monsieur a fait un arrêt, l'alarme n'a pas sonné, il est décédé.",
        "Un enfant a eu deux fois son traitement et a été hospitalisé.",
        "Two patients were given the wrong medication.",
        "La dame garde des séquelles de ce retard.",
        "Un résident a reçu par erreur les médicaments de son voisin de chambre et a été hospitalisé.",
        "Une patiente est décédée faute d'ambulance.",
        "Un malade a été transfusé avec une poche incompatible.",
        "The child suffered an overdose because of the wrong weight.",
        "Un homme a fait une hypoglycémie, sa dose d'insuline avait été doublée.",
    ),
    ("patient_impact", "potential"): (
        "Une erreur de dose pourrait nous échapper.",
        "Les allergies ont disparu des écrans.",
        "L'inversion a été vue juste avant l'injection.",
        "On craint un accident cette nuit.",
        "A patient could be given the wrong drug.",
        "Sans les antécédents, on peut passer à côté d'une contre-indication.",
        "Le pire a été évité de justesse.",
        "Nous craignons une erreur de médicament.",
        "Un patient aurait pu recevoir la mauvaise poche.",
        "Les alarmes de réanimation ne remontent plus.",
        "L'erreur a été rattrapée par la pharmacienne avant l'administration.",
        "Someone could die waiting for an ambulance.",
        "Le risque d'erreur de transfusion est réel.",
        "Les prématurés ne sont plus surveillés à distance.",
    ),
    ("patient_impact", "none"): (
        "Aucun patient n'a été mis en danger.",
        "Personne n'a souffert de la panne.",
        "Aucune conséquence pour les résidents.",
        "No patient came to harm.",
        "Tous les résidents vont bien.",
        "Aucun résident n'a eu à en souffrir.",
        "Pas de conséquence clinique.",
        "No one was harmed.",
        "Les patients n'ont couru aucun risque.",
        "Aucune perte de chance.",
        "Personne n'a été mis en danger.",
    ),
    ("degraded_mode", True): (
        "Les infirmières notent les constantes sur des feuilles.",
        "On travaille avec les classeurs de secours.",
        "Les appels passent par trois portables.",
        "Le labo téléphone ses résultats.",
        "Staff are charting on paper.",
        "Les médecins prescrivent à la main.",
        "Nous avons ressorti les dossiers imprimés de la veille.",
        "La procédure papier est en place.",
        "Les équipes tournent au papier depuis hier soir.",
        "On se transmet les consignes de vive voix.",
        "Le secrétariat prend les rendez-vous sur un cahier.",
        "Nous fonctionnons sur groupe électrogène.",
        "Doctors are writing prescriptions by hand.",
        "Les résultats arrivent par coursier.",
        "Nous travaillons en mode dégradé.",
        "Les talkies-walkies remplacent le standard.",
    ),
    ("degraded_mode", False): (
        "Nous n'avons pas eu à passer au papier.",
        "Aucune procédure dégradée n'a été déclenchée.",
        "Chacun a gardé ses outils habituels.",
        "Nobody had to use paper.",
        "Les équipes travaillent comme d'habitude, tous les logiciels sont accessibles.",
        "Pas de mode dégradé.",
        "Nous ne sommes pas en mode dégradé.",
        "Aucun recours au papier n'a été nécessaire.",
        "No workaround was needed.",
        "Le fonctionnement est normal.",
        "Personne n'a ressorti les cahiers.",
        "Nous sommes sortis du mode dégradé ce matin.",
    ),
}
SILENT = {
    "care_impact": (
        "La facturation est retardée.",
        "Le site vitrine est indisponible.",
        "Une secrétaire a cliqué sur un lien.",
        "Le rendez-vous avec l'expert est reporté à jeudi.",
        "L'intervention du technicien est décalée.",
        "Je suis médecin et je vous écris.",
        "La réunion du comité de soins est annulée.",
        "Le scanner de documents est en panne.",
        "Nous cherchons à savoir si les soins sont touchés.",
    ),
    "patient_impact": (
        "Une infirmière a perdu sa tablette.",
        "Le serveur de la pharmacie a été isolé.",
        "Le disque dur est mort.",
        "Le risque d'incendie est écarté.",
        "Nous craignons que les pirates reviennent.",
        "Le câble présentait un danger pour les passants.",
    ),
    "degraded_mode": (
        "Le papier de l'imprimante est épuisé.",
        "J'ai noté le numéro sur une feuille.",
        "Le pirate a laissé une note.",
        "La secrétaire a imprimé le courriel.",
        "Voici le registre des appels.",
        "Une lettre manuscrite a été déposée.",
        "Le coursier a apporté le colis.",
        "On m'a téléphoné hier.",
        "Nous avons pris des photos de l'écran avec un portable.",
        "Le dossier papier a été volé.",
        "Le fax est en panne.",
    ),
}


@pytest.mark.parametrize(
    ("field", "value", "text"), [(field, value, text) for (field, value), texts in TOLD.items() for text in texts]
)
def test_it_is_told_in_many_ways(field, value, text):
    assert report(text).get(field) == value


@pytest.mark.parametrize(("field", "text"), [(field, text) for field, texts in SILENT.items() for text in texts])
def test_what_speaks_of_something_else_tells_nothing(field, text):
    assert report(text).get(field) in (None, "unknown", ())
