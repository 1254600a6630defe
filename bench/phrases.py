"""The words the letters of the bench are made of."""

from __future__ import annotations

# A structure, its invented town and its département: no two of the first thousand reports come from one structure.
KINDS = (
    "CH de {town}",
    "EHPAD Les Tilleuls de {town}",
    "Clinique du Parc de {town}",
    "Laboratoire de {town}",
    "Centre de radiothérapie de {town}",
)
_FIRST = ("Bel", "Roche", "Chamb", "Font", "Long", "Vern", "Cast", "Aub", "Lav", "Mor")
_LAST = "rive clair court igny ières vert sec val mont bourg ville ance olles ac eilles oise y ault enne on".split()
TOWNS = tuple(first + last for last in _LAST for first in _FIRST)
DEPARTMENTS = (
    "Puy-de-Dôme",
    "Bas-Rhin",
    "Rhône",
    "Hérault",
    "Loire-Atlantique",
    "Haute-Savoie",
    "Nord",
    "Maine-et-Loire",
    "Côtes-d’Armor",
    "La Réunion",
)

OPENINGS = (
    "Madame, Monsieur, le {place} ({city}, {department}) vous signale un incident de sécurité survenu ce matin.",
    "Bonjour, je suis le responsable de la sécurité du système d’information du {place}, dans le {department}.",
    "Bonjour, pour votre information, le service informatique du {place} à {city} a constaté ce qui suit.",
    "Bonjour, veuillez trouver ci-dessous le signalement du {place}, département {department}.",
)

# A subject and what happened.
INCIDENTS = (
    (
        "Signalement d’un hameçonnage",
        (
            "Une trentaine d’agents ont reçu un message d’hameçonnage imitant le portail de la messagerie. Trois "
            "personnes ont saisi leur mot de passe sur la page frauduleuse avant que le lien ne soit bloqué par "
            "notre prestataire."
        ),
    ),
    (
        "Compte de messagerie compromis",
        (
            "Le compte de messagerie d’un cadre de santé a été compromis : des règles de transfert vers "
            "l’extérieur ont été créées et environ deux cents messages frauduleux sont partis vers des "
            "partenaires."
        ),
    ),
    (
        "Panne du réseau de téléphonie",
        (
            "Depuis 6 h 40 la téléphonie fixe est en panne sur tout le site à la suite d’une coupure de fibre par "
            "des travaux de voirie. Les services utilisent les téléphones portables de secours."
        ),
    ),
    (
        "Serveur de fichiers chiffré",
        (
            "Un serveur de fichiers administratif a été trouvé chiffré, avec une note de rançon. Le serveur a été "
            "isolé du réseau et les sauvegardes hors ligne sont intactes. Les soins ne sont pas touchés."
        ),
    ),
    (
        "Vol d’un ordinateur portable",
        (
            "L’ordinateur portable d’un médecin a été volé dans son véhicule. Le disque est chiffré et une "
            "plainte a été déposée au commissariat."
        ),
    ),
    (
        "Anomalie du logiciel de prescription",
        (
            "La mise à jour du logiciel de prescription a provoqué l’affichage de posologies erronées pour deux "
            "patients. L’erreur a été vue par la pharmacie avant toute administration et l’éditeur a été prévenu."
        ),
    ),
    (
        "Exploitation d’une vulnérabilité",
        (
            "Une vulnérabilité de notre passerelle d’accès distant a été exploitée. Des connexions depuis "
            "l’étranger sont visibles dans les journaux depuis dimanche. La passerelle est arrêtée."
        ),
    ),
    (
        "Indisponibilité du dossier patient",
        (
            "Le dossier patient informatisé a été indisponible de 8 h 10 à 9 h 05 à cause d’une saturation du "
            "stockage. Les équipes ont travaillé en mode dégradé sur papier, sans conséquence pour les patients."
        ),
    ),
)

DETAILS = (
    "Le poste concerné a été déconnecté du réseau et conservé en l’état pour analyse par nos équipes.",
    "Les journaux du pare-feu et de l’annuaire ont été sauvegardés sur un support séparé.",
    "Aucune donnée de santé ne semble avoir été consultée, mais nous ne pouvons pas encore l’exclure.",
    "Le laboratoire et l’imagerie fonctionnent normalement, de même que les urgences.",
    "Notre hébergeur a ouvert un dossier de son côté et nous tient informés toutes les deux heures.",
    "Environ quarante postes de travail sont concernés, répartis sur deux bâtiments administratifs.",
    "La direction générale, le délégué à la protection des données et l’astreinte technique ont été prévenus.",
    "L’antivirus a signalé un fichier suspect dans le dossier des téléchargements de trois utilisateurs.",
    "Les comptes à privilèges ont été vérifiés : aucune création récente ni connexion inhabituelle.",
    "Le message frauduleux contenait un lien vers une page d’authentification très ressemblante.",
    "Les accès distants du prestataire de maintenance ont été coupés par précaution hier soir.",
    "Les sauvegardes de la nuit ont été contrôlées et une restauration d’essai a réussi.",
)

MEASURES = (
    "les mots de passe des personnes concernées ont été réinitialisés et les sessions fermées.",
    "une alerte a été diffusée à l’ensemble du personnel par l’intranet et par affichage.",
    "les adresses et les domaines malveillants ont été bloqués sur la passerelle de messagerie.",
    "une réunion de suivi est prévue chaque jour à 9 heures avec la direction et le prestataire.",
    "le poste a été réinstallé et rendu à son utilisateur après contrôle.",
    "nous transmettrons les indicateurs techniques dès qu’ils seront disponibles.",
    "nous souhaitons un avis sur la conduite à tenir vis-à-vis des patients concernés.",
)

FORM = (
    "Nom de l’établissement : {place}",
    "Téléphone : {phone}",
    "Impact sur les patients : aucun",
    "Mode dégradé : non",
    "Demande d’accompagnement : oui",
)

CLOSINGS = (
    "Je reste joignable toute la journée. Bien cordialement, le responsable de la sécurité du système d’information",
    "Cordialement, la direction des systèmes d’information",
    "Bien à vous, pour la direction, l’ingénieur d’astreinte",
)
