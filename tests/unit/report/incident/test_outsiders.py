"""A firm by whose hands it came, and other houses at risk, as many people tell of them."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

TOLD = {
    ("others_at_risk", True): (
        "Trois autres maternités du secteur tournent avec ce même moniteur.",
        "La pharmacie d'en face a reçu le même faux courrier.",
        "Toutes les officines reliées à ce répartiteur sont coupées.",
        "Il faudrait avertir les cabinets à qui nous écrivons chaque jour.",
        "Le virus est passé chez nos voisins par la liaison commune.",
        "Notre fournisseur a une cinquantaine de clients hospitaliers dans la même panne.",
        "Seven practices use this booking tool and all lost it.",
        "Nous ne sommes certainement pas les seuls à avoir installé cette version.",
        "Des courriels piégés sont partis de notre boîte vers les médecins de ville.",
        "La panne prive aussi l'hôpital voisin de ses images.",
        "Vingt-deux établissements sont concernés par cette coupure.",
        "We have told the other hospitals that share the server.",
        "Le GHT entier partage cette forêt et les autres hôpitaux commencent à voir la même chose.",
        "Deux cliniques de la région m'ont appelé avec le même message à l'écran.",
        "Nos clients, une quarantaine de cabinets, n'ont plus d'agenda.",
        "Merci d'alerter les autres maisons équipées de ce modèle.",
        "L'éditeur reconnaît que tous ses utilisateurs sont touchés.",
        "Une dizaine de laboratoires ont cette version et devraient vérifier.",
        "The ambulance service next door uses the same switch and is down too.",
        "Le SAMU voisin perd ses appels lui aussi.",
    ),
    ("others_at_risk", False): (
        "Nos voisins n'ont rien reçu.",
        "L'incident reste cantonné à notre bâtiment.",
        "Aucun autre établissement n'est concerné.",
        "Ce poste n'est relié à aucun partenaire.",
        "Cela ne touche que notre laboratoire.",
        "Les autres sites du groupe sont sains.",
        "No other hospital is affected.",
        "Nous avons vérifié : aucun lien avec les autres établissements du groupe.",
        "Seul notre site est concerné.",
        "Pas de risque de propagation vers nos partenaires.",
        "The problem is limited to our own building.",
    ),
    ("provider_involved", True): (
        "La société qui gère nos serveurs a coupé les accès.",
        "C'est une erreur du technicien de l'éditeur.",
        "Notre SSII est venue ce matin.",
        "L'agence qui héberge le site l'a débranché.",
        "The firm that hosts our records had a fire.",
        "Le titulaire du marché a arraché le câble.",
        "La faute revient au transporteur qui convoyait les bandes.",
        "Notre infogérant a appliqué le correctif sans nous prévenir.",
        "Le câble a été sectionné par l'entreprise de travaux de l'opérateur.",
        "Le logiciel en ligne que nous louons est tombé.",
        "The vendor pushed a faulty update.",
        "C'est la société de maintenance du scanner qui a branché une clé infectée.",
        "Le cabinet comptable qui tient notre paie a été piraté.",
    ),
    ("provider_involved", False): (
        "Aucun prestataire n'est en cause.",
        "L'éditeur n'y est pour rien, nous avons mal paramétré.",
        "Tout est exploité en interne.",
        "No third party was involved.",
        "Le logiciel est développé par notre propre équipe.",
        "Ni l'hébergeur ni l'éditeur ne sont impliqués.",
        "L'erreur vient de chez nous.",
        "Pas de prestataire en cause, c'est notre équipe qui a débranché la baie.",
        "Le fournisseur a été mis hors de cause.",
        "Nous hébergeons et maintenons tout nous-mêmes.",
        "Erreur purement interne, sans sous-traitant.",
        "L'hébergeur n'a rien à voir dans cette affaire.",
    ),
}
SILENT = {
    "others_at_risk": (
        "Nous avons envoyé trois patients à la clinique d'en face.",
        "Notre établissement compte deux sites et 300 lits.",
        "Les familles ont été prévenues.",
        "Deux collègues ont reçu ce message.",
        "Les laboratoires nous livrent le mardi.",
        "Merci de transmettre à vos partenaires.",
        "Le rançongiciel a chiffré les serveurs de la clinique.",
    ),
    "provider_involved": (
        "Le virus a chiffré nos postes.",
        "Une infirmière a perdu sa tablette.",
        "Le courrier est parti à la mauvaise adresse.",
        "Notre équipe informatique a isolé le serveur.",
        "Les pompiers sont venus.",
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
