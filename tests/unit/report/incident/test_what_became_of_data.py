"""Data lost, falsified or seen, and of whom they speak, as many people tell of them."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

TOLD = {
    ("personal_data", True): (
        "Le fichier des donneurs, avec leurs noms et adresses, a été copié par un inconnu.",
        "La clé perdue contient les bilans de quarante enfants.",
        "Un tiers a ouvert la boîte où figuraient des ordonnances de patients.",
        "La CNIL a été saisie, 300 personnes sont concernées.",
        "The stolen laptop holds the names and diagnoses of sixty residents.",
        "Une famille a reçu le compte rendu d'un autre résident.",
        "Le voleur a emporté le carnet où sont notés les noms et les codes d'entrée de nos patients.",
        "Des photos d'enfants de la crèche circulent sur un réseau social.",
        "L'intrus a eu accès aux arrêts maladie de nos salariés.",
        "Le courriel envoyé par erreur contenait le diagnostic d'une résidente.",
        "A list of patients with their dates of birth was emailed to a stranger.",
    ),
    ("personal_data", False): (
        "Le disque volé ne contenait que des plans d'étage.",
        "Aucune donnée nominative n'était sur ce serveur.",
        "La tablette était neuve, rien dedans.",
        "No personal data was on the machine.",
        "Rien sur des patients ni sur des salariés dans ces fichiers volés.",
        "Il n'y avait que des notices et des tarifs, aucune information sur quiconque.",
        "Le poste ne servait qu'à l'affichage des menus, pas de données de résidents.",
        "Aucun fichier nominatif n'a été touché.",
        "Only technical drawings were on the drive, no personal data.",
        "Les documents diffusés sont des devis, sans aucun nom.",
    ),
    ("data_impact", ("confidentiality",)): (
        "Un inconnu a parcouru nos dossiers pendant deux jours.",
        "Les comptes rendus ont été publiés sur un forum.",
        "La liste des patients est partie chez le mauvais destinataire.",
        "Somebody had been reading the mailbox of our director.",
        "Le pirate a siphonné la messagerie de la pharmacie.",
        "Des résultats étaient consultables sans mot de passe.",
        "Une stagiaire a consulté le dossier de sa voisine sans motif.",
        "Le mail avec les résultats a été envoyé à un homonyme.",
        "L'ancien salarié a gardé une copie des dossiers sur son ordinateur.",
        "Our payroll files have been published on a leak site.",
        "Le faux technicien a fouillé dans les dossiers des résidents.",
    ),
    ("data_impact", ("integrity",)): (
        "Les résultats ont été rattachés au mauvais patient.",
        "Des doses ont été falsifiées dans la base.",
        "L'import a interverti les unités de la créatinine.",
        "Lab values were swapped between two charts.",
        "Les dates de naissance sont décalées d'un jour.",
        "Le connecteur attribue les bilans au patient précédent.",
        "Quelqu'un a modifié les posologies dans le logiciel.",
        "Les groupes sanguins de deux patients ont été échangés.",
        "The dosage column was overwritten with wrong values.",
    ),
    ("data_impact", ("availability",)): (
        "Les dossiers ne s'ouvrent plus depuis ce matin.",
        "Toutes les archives d'imagerie ont disparu du serveur.",
        "Plus un fichier n'est lisible.",
        "The patient records cannot be opened.",
        "Trois mois de comptes rendus ont été effacés par erreur.",
        "On ne peut plus ouvrir aucun dossier.",
        "La base des rendez-vous a été détruite par la panne du disque.",
        "Le serveur d'images ne répond plus, aucun cliché ne s'affiche.",
        "Our files were deleted and there is no backup.",
    ),
}
SILENT = {
    "personal_data": (
        "Les dossiers patients ne sont plus accessibles depuis la coupure de courant.",
        "Le serveur de la lingerie est tombé en panne.",
        "Le téléphone ne fonctionne plus.",
        "Les écrans de la salle de soins sont noirs.",
        "On ne sait pas si des données ont été prises.",
    ),
    "data_impact": (
        "Un courriel suspect a été reçu puis supprimé.",
        "Le compte a été suspendu.",
        "Les badges n'ouvrent plus les portes.",
        "Le mot de passe a été changé.",
        "Une règle de transfert a été supprimée.",
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
