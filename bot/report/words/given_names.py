"""Given names that French registers hold most: a folded word goes in, whether people are called so comes out."""

from __future__ import annotations

import re

# Most frequent given names of those living in France, of either sex (INSEE, fichier des prénoms), folded.
GIVEN_NAMES = frozenset(
    "abdel abdelkader adele adeline adrien agathe agnes ahmed aicha aime aimee alain albert alberte alexandra "
    "alexandre alexis alfred ali alice aline alphonse amandine amelie amina ana anais andre andree angele angelique "
    "anna anne annick annie anthony antoine antoinette antonio antony ariane arlette armand armelle arnaud arthur "
    "auguste aurelie aurelien axel baptiste bastien beatrice benedicte benjamin benoit berenice bernadette bernard "
    "berthe bertrand blanche brigitte bruno camille carine carole caroline catherine cecile cedric celia celine "
    "chantal charlene charles charlotte chloe christel christelle christian christiane christine christophe claire "
    "clara claude claudette claudie claudine clemence clement colette coralie corinne cyril cyrille damien daniel "
    "daniele danielle david deborah delphine denis denise didier dominique dorothee edgar edith edmond edmonde "
    "edouard edwige eleonore eliane elie elisa elisabeth elise ella elodie eloise elsa emeline emile emilie "
    "emilienne emma emmanuel emmanuelle eric erika ernest estelle esther ethan etienne eugene eugenie eva evelyne "
    "fabien fabienne fabrice fanny fatiha fatima fatma felix fernand fernande flavie florence florent florian "
    "france francine francis francisco franck francois francoise frederic frederique gabriel gabrielle gaelle "
    "gaetan gaston genevieve geoffrey george georges georgette gerald geraldine gerard germain germaine ghislaine "
    "gilbert gilberte gilles ginette gisele gregory guillaume guy gwenaelle hakim hamid hassan helene henri "
    "henriette herve hubert hugo huguette hussein ibrahim ines irene isabelle ismael ivan jacqueline jacques jamila "
    "janine jean jeanine jeanne jeannine jennifer jeremy jerome jessica joao joel joelle john jonathan jordan jose "
    "joseph josephine josette josiane juan jules julia julie julien juliette justine kamel karim karima karine karl "
    "katia kevin khadija laetitia lea leila leo leon leonie lionel lisa loic lola louis louise luc lucas lucette "
    "lucie lucien lucienne ludovic lydia lydie madeleine magali manon manuel marc marcel marcelle margaux "
    "marguerite maria mariam marianne marie marielle marina marine marion marius marjorie marthe martial martin "
    "martine maryse maryvonne mathieu mathilde mathis matthieu maud maurice maxence maxime melanie melissa michel "
    "michele micheline michelle mickael miguel mireille mohamed mohammed monique morgane mounir mourad muriel "
    "mustapha myriam nadege nadia nadine nathalie nathan nelly nicolas nicole nina noel noelle noemie nora odette "
    "odile olga olivia olivier omar ophelie oscar pascal pascale patrice patricia patrick paul paule paulette "
    "pauline pedro perrine philippe pierre pierrette quentin rachel rachid raoul raphael raymond raymonde regine "
    "regis remi remy renaud rene renee richard robert roberte robin rodolphe roger roland rolande romain rosa "
    "rosalie rose roselyne sabine sabrina said salima samia samir samuel sandra sandrine sara sarah sebastien serge "
    "severine sidonie simon simone sofia solange solene sonia sophie stephane stephanie steve suzanne sylvain "
    "sylvette sylviane sylvie tatiana theo theodore therese thibault thierry thomas tiphaine tristan ursula "
    "valentin valentine valerie vanessa veronique victoire victor victoria vincent vincente virginie viviane vivien "
    "walter wilfried william xavier yann yannick yasmina yolande youssef yves yvette yvon yvonne zoe zohra".split()
)
_PARTS = re.compile(r"[-–]")


def is_given_name(folded: str) -> bool:
    """True for a given name, simple or of two with a dash: « marcel », « marie-laure »."""
    parts = _PARTS.split(folded)
    return len(parts) <= 2 and all(part in GIVEN_NAMES for part in parts)
