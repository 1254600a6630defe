"""What happened is read from what is said of whom, whatever the words: paraphrases by all trades, one thought each."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

WHAT_HAPPENED = {
    "ransomware": [
        "En ouvrant ma session j'ai vu que tous mes documents Word portaient une drôle d'extension.",
        "Une page rouge s'affiche sur chaque poste : il faudrait régler 40 000 dollars pour retrouver nos fichiers.",
        "Le NAS de la radiologie a été entièrement crypté pendant la nuit.",
        "Les partages réseau sont devenus inexploitables, avec partout un README et une adresse onion.",
        "On nous donne 72 heures pour payer, sinon nos données resteront verrouillées.",
        "Les sauvegardes et les machines virtuelles ont été chiffrées par un groupe qui se fait appeler Nightcrow.",
        "All our servers have been encrypted and a ransom note was left on the desktops.",
        "Les imprimantes sortent des feuilles réclamant de l'argent et les documents sont brouillés.",
        "Le chiffrement se poursuit sur les hyperviseurs.",
        "nos fichiers ont tous changé de nom et finissent par .xkz",
        "quelqu'un a mis un cadenas sur tous nos dossiers et demande de l'argent pour la clé",
        "Les bases du laboratoire sont chiffrées, nous avons trouvé la note de rançon.",
        "les pirates veulent 15 bitcoins pour nous rendre l'accès",
        "Le laboratoire est à l'arrêt : les postes montrent un message avec une tête de mort et un compte à rebours.",
        "Nos hyperviseurs ont été chiffrés dans la nuit de samedi.",
        "Our backup server and the file shares were encrypted at 3 am.",
        "Toute la bureautique est chiffrée y compris les sauvegardes sur bande virtuelle.",
        "Une demande de rançon s'est imprimée à la pharmacie.",
    ],
    "account_compromise": [
        "La messagerie de notre directrice a été utilisée par quelqu'un d'autre depuis la Roumanie.",
        "Mon adresse professionnelle envoie toute seule des messages à tout mon carnet.",
        "Connexions nocturnes sur le compte d'un interne depuis une adresse IP inconnue.",
        "La boîte du secrétariat a servi à expédier trois cents courriels frauduleux.",
        "Un ancien salarié s'est servi de son compte VPN, jamais fermé, pour entrer.",
        "Someone logged in to the account of our pharmacist from abroad.",
        "Une règle de transfert que personne n'a créée renvoie les courriels de la comptabilité à l'extérieur.",
        "Les identifiants d'un médecin ont été volés et utilisés cette nuit pour ouvrir son webmail.",
        "Notre cadre a vu partir de sa boîte des mails qu'elle n'a pas écrits.",
        "Le compte de messagerie du docteur est utilisé à son insu.",
        "Un inconnu consulte la messagerie de notre secrétaire depuis plusieurs jours.",
        "Le compte administrateur du prestataire a été utilisé à 4 h du matin depuis le Brésil.",
        "Les patients reçoivent des messages étranges venant de l'adresse de l'accueil.",
        "An unknown person has been reading the mailbox of our head nurse.",
    ],
    "phishing": [
        "Une collègue a cliqué sur un lien d'un faux message de la Poste et a donné son code.",
        "Plusieurs agents ont reçu un courriel imitant la DSI leur demandant de valider leur mot de passe.",
        "Un homme se disant de chez Microsoft a pris la main sur l'ordinateur de l'accueil.",
        "J'ai rempli un formulaire qui me demandait mes identifiants, je crois que c'était un piège.",
        "Campagne d'hameçonnage visant les cadres.",
        "Staff received a fake email asking them to enter their password on a link.",
        "Le QR code collé sur l'affiche menait à une page qui réclamait le mot de passe, deux infirmières l'ont tapé.",
        "Un SMS de fausse livraison a piégé l'aide-soignante qui a saisi son mot de passe professionnel.",
        "Ma collègue a donné le code reçu par SMS à un faux conseiller au téléphone.",
        "On a reçu un mail du soi-disant directeur demandant d'acheter des coupons.",
        "Une fausse page de connexion circule, trois agents y ont saisi leur mot de passe.",
        "Quatre salariés ont ouvert la pièce jointe d'un courriel douteux.",
        "J'ai cliqué sur le lien d'un message qui prétendait venir de l'Assurance maladie et j'ai tapé mes codes.",
    ],
    "system_compromise": [
        "L'EDR a détecté un outil de prise en main à distance inconnu sur le contrôleur de domaine.",
        "Un programme que personne n'a installé tourne sur le serveur d'impression.",
        "Deux comptes administrateurs ont été créés cette nuit à notre insu sur l'annuaire.",
        "Nous avons trouvé une porte dérobée sur le serveur web.",
        "We found a web shell on our patient portal server.",
        "Un virus s'est installé sur les postes de l'accueil.",
        "L'antivirus a été désactivé sur douze machines et un script suspect y a été lancé.",
        "Nous avons découvert un outil de piratage sur le serveur de fichiers.",
        "Le poste de la comptabilité communique avec une adresse malveillante.",
        "Un logiciel espion a été trouvé sur l'ordinateur de la direction.",
        "Intrusion confirmée dans notre réseau, l'attaquant se déplace de serveur en serveur.",
    ],
    "vulnerability_exploit": [
        "La faille de notre pare-feu est exploitée activement depuis hier.",
        "Des traces d'exploitation de la vulnérabilité du VPN ont été relevées dans les journaux.",
        "On peut lire les dossiers sans être authentifié grâce à une injection, les journaux montrent des tentatives.",
        "The zero-day in the gateway has been exploited against us.",
        "Quelqu'un exploite une faille de notre portail patients.",
        "Notre passerelle VPN a été attaquée via la CVE publiée lundi.",
    ],
    "data_leak": [
        "La secrétaire a envoyé le planning des patients à toute la liste de diffusion par erreur.",
        "Un compte rendu est parti chez un homonyme.",
        "Des dossiers de patients sont en vente sur un forum.",
        "La liste des résidents avec leurs traitements a été publiée sur notre page Facebook.",
        "Les résultats d'analyses ont été adressés au mauvais médecin.",
        "On retrouve nos comptes rendus en tapant le nom d'un patient sur Google.",
        "The spreadsheet with patient names was emailed to the wrong practice.",
        "Une aide-soignante a photographié des dossiers et les a diffusés sur WhatsApp.",
        "Un fichier avec les noms de 300 patients est accessible à tous sur internet.",
        "Un mail contenant des bilans est parti à la mauvaise adresse.",
        "Des captures d'écran du dossier d'une patiente circulent sur les réseaux sociaux.",
        "Le courrier de sortie de Mme X a été remis au voisin.",
        "Un pirate affirme détenir notre base de patients et menace de la diffuser.",
    ],
    "ddos": [
        "Notre portail est submergé de requêtes venant du monde entier.",
        "Attaque par déni de service sur le site de prise de rendez-vous.",
        "Des millions de connexions saturent notre accès internet depuis 8 h.",
        "Notre site est inaccessible, bombardé par un trafic anormal.",
        "Le pare-feu est saturé par des requêtes malveillantes.",
    ],
    "defacement": [
        "La page d'accueil du site a été remplacée par un drapeau et des slogans.",
        "Notre site internet affiche une revendication politique à la place des horaires.",
        "Hacked by Zorglub s'affiche en page d'accueil.",
        "Le site web de l'hôpital affiche des insultes à la place de l'accueil.",
    ],
    "telecom_loss": [
        "Plus aucun téléphone ne sonne dans l'établissement depuis midi.",
        "La fibre a été arrachée par un engin de chantier.",
        "Le standard est muet et internet aussi.",
        "Our phone lines are dead since this morning.",
        "L'antenne satellite du dispensaire a pris la foudre.",
        "On ne peut plus ni appeler ni être appelés.",
        "Le lien opérateur est tombé, tous les sites sont coupés du siège.",
        "Nous n'avons plus ni téléphone ni internet depuis l'orage.",
        "La ligne du SAMU ne reçoit plus d'appels.",
        "Panne générale de l'opérateur, le numéro d'urgence ne passe plus.",
        "Un camion a arraché le câble de télécommunication.",
        "Le réseau mobile et la fibre sont coupés sur toute l'île.",
    ],
    "infrastructure_failure": [
        "L'onduleur a lâché et toute la salle serveurs s'est éteinte.",
        "La climatisation de la salle informatique est en panne, il fait 41 degrés, les serveurs s'arrêtent un à un.",
        "Deux disques de la baie sont morts.",
        "Coupure de courant générale, le groupe électrogène n'a pas pris le relais.",
        "Le cœur de réseau a grillé après l'orage.",
        "The storage array died last night.",
        "Dégât des eaux dans le local technique, les équipements sont noyés.",
        "Le dossier patient ne répond plus, le serveur ne redémarre pas.",
        "Le groupe froid s'est arrêté et les serveurs ont chauffé jusqu'à s'éteindre.",
        "Plus de courant dans le bâtiment B, les onduleurs sont vides.",
        "Un commutateur défectueux a fait tomber tout le réseau interne.",
        "Notre baie de stockage a perdu trois disques, le DPI est à l'arrêt.",
        "Le réseau de l'hôpital est tombé, plus aucun poste n'a accès au DPI.",
        "Fire in the server room, everything is off.",
        "Le serveur de l'imagerie est hors service depuis ce matin.",
    ],
    "software_bug": [
        "Depuis la mise à jour, les doses de chimiothérapie sont arrondies à l'entier.",
        "Le logiciel attribue les résultats de biologie au patient précédent.",
        "La nouvelle version du DPI a effacé les allergies saisies depuis lundi.",
        "Après la montée de version les étiquettes sortent avec le nom d'un autre patient.",
        "The update swapped the units of our results.",
        "Le correctif installé hier bloque l'ouverture des ordonnances.",
        "Le connecteur duplique les prescriptions.",
        "Le logiciel de prescription a doublé toutes les posologies après la maintenance.",
        "Depuis hier, les résultats d'INR s'affichent dans la mauvaise unité.",
        "Le passage à l'heure d'hiver a décalé toutes les administrations.",
        "La mise à jour du week-end empêche l'ouverture des dossiers.",
        "Notre DPI mélange les antécédents de deux patients.",
    ],
    "theft_loss": [
        "On nous a cambriolés cette nuit, trois ordinateurs portables ont disparu.",
        "J'ai oublié la tablette du service dans le train.",
        "La sacoche avec le PC d'un médecin a été volée dans sa voiture.",
        "A nurse lost her laptop on the bus.",
        "La clé USB contenant les fiches reste introuvable.",
        "On m'a volé mon téléphone professionnel dans le métro.",
        "La porte du bureau a été fracturée et l'unité centrale emportée.",
        "Une infirmière libérale a perdu sa clé USB avec les tournées.",
    ],
}

# Near the words of a category, and none of it.
NOTHING_OF_IT = [
    ("ransomware", "Le disque de la tablette était chiffré, rien ne pourra être lu."),
    ("ransomware", "Envoyez-nous votre réponse par un canal chiffré."),
    ("ransomware", "Nos fichiers ne sont pas chiffrés, rien n'a été renommé."),
    ("account_compromise", "Aucune connexion anormale sur les comptes."),
    ("account_compromise", "J'ai rentré mon code sur la page du faux colis, personne ne s'est connecté."),
    ("phishing", "Un outil de prise en main à distance inconnu tourne sur le serveur."),
    ("system_compromise", "Vols, virus : aucun des deux."),
    ("data_leak", "Les résultats sont partis au bon médecin."),
    ("telecom_loss", "Le téléphone fonctionne, les lignes sont bonnes."),
    ("theft_loss", "La tablette a été retrouvée dans la réserve, elle n'a pas été volée."),
]


@pytest.mark.parametrize(
    ("category", "text"), [(name, text) for name, texts in WHAT_HAPPENED.items() for text in texts]
)
def test_it_reads_what_happened_in_any_words(category, text):
    assert report(text).get("category") == category


@pytest.mark.parametrize(("category", "text"), NOTHING_OF_IT)
def test_it_reads_no_category_from_its_words_alone(category, text):
    assert report(text).get("category") != category
