import type { Messages } from './en.ts';
import type { enDoor } from './enDoor.ts';

export const frDoor: Pick<Messages, keyof typeof enDoor> = {
  welcome: {
    title: 'Parler comme à table',
    lede: 'Cenacle abrite de petits cercles où l’on parle franchement. Ce qui s’y écrit s’estompe à l’heure convenue.',
    invited: 'J’ai une invitation',
    invitedNote: 'Vous avez reçu un lien d’une personne que vous connaissez.',
    host: 'Ouvrir un cercle',
    hostNote: 'Ni compte, ni courriel, ni téléphone.',
    relayTitle: 'Ce que voit le relais',
    relayLines: [
      'Il porte des plis scellés et ne peut pas les ouvrir.',
      'Il voit leur taille, l’heure où ils arrivent et celle où ils finissent.',
      'Il voit l’adresse réseau d’un appareil tant qu’il est connecté.',
      'Il n’apprend aucun mot, aucun nom, aucune liste de membres.',
    ],
    limits: 'Ce que Cenacle ne promet pas',
  },
  passphrase: {
    createTitle: 'D’abord, une phrase secrète',
    createLede:
      'Elle verrouille tout ce que Cenacle garde sur cet appareil. Elle n’en sort jamais, et personne ne peut la réinitialiser.',
    noWayBack:
      'Il n’y a pas encore de retour possible sans elle : si vous la perdez, ce qui est enregistré ici est perdu et il vous faudra un nouveau siège.',
    field: 'Phrase secrète',
    again: 'La même, encore une fois',
    hint: 'Au moins 12 caractères. Quatre ou cinq mots sans rapport conviennent. Vous pouvez la coller.',
    show: 'Montrer la phrase secrète',
    short: 'Au moins 12 caractères, s’il vous plaît.',
    plain: 'Trop peu de caractères différents : facile à deviner.',
    differ: 'Les deux ne sont pas identiques.',
    create: 'Créer le coffre',
    creating: 'Création du coffre…',
    unlockTitle: 'Votre coffre est verrouillé',
    unlockLede: 'Rien n’est lisible ici tant que vous ne l’ouvrez pas.',
    unlock: 'Déverrouiller',
    unlocking: 'Déverrouillage…',
    lost: 'J’ai perdu ma phrase secrète',
    lostText:
      'Personne ne peut ouvrir ce coffre sans elle. Vous pouvez effacer cet appareil, puis demander un nouveau siège à un hôte de chaque cercle.',
  },
  create: {
    title: 'Ouvrir un cercle',
    lede: 'Un cercle existe dès que vous le dites. Vous pourrez inviter aussitôt après.',
    name: 'Nom du cercle',
    ownName: 'Votre nom dans ce cercle',
    ownNameHint: 'Seuls les membres le voient.',
    charter: 'Charte',
    charterHint: 'Ce que chacun accepte en s’asseyant. Quelques phrases suffisent.',
    charterDraft:
      'Nous parlons d’expérience et écoutons sans juger. Ce qui se dit ici ne sert que celles et ceux qui sont à la table.',
    settings: 'Réglages de la charte',
    confidentiality: 'Confidentialité',
    defaultFade: 'Les questions s’estompent après',
    longestFade: 'Jamais plus tard que',
    longestFadeHint: '« Gardé » permet d’ouvrir des questions qui ne s’estompent pas.',
    attributionFade: 'Les noms s’estompent',
    attributionFadeHint: 'Ensuite, c’est « un membre » qui l’a dit.',
    attributionFades: {
      withContent: 'avec la contribution',
      after: (length) => `après ${length}`,
    },
    unnamed: 'Contributions sans nom',
    unnamedChoices: { no: 'Pas à cette table', yes: 'Permises' },
    sponsors: 'Parrains ou marraines pour un siège',
    opensDoor: 'Qui ouvre la porte',
    language: 'Langue des huit mots',
    submit: 'Créer le cercle',
    submitting: 'Création…',
    nameNeeded: 'Le cercle a besoin d’un nom.',
    ownNameNeeded: 'Dites comment les membres doivent vous appeler.',
  },
  charter: {
    title: 'Charte',
    confidentiality: {
      'chatham-house': {
        name: 'Chatham House',
        meaning: 'Ce qui se dit peut servir au-dehors ; qui l’a dit, non.',
      },
      'those-present': {
        name: 'Entre présents',
        meaning: 'Ce qui se dit reste entre les membres du cercle.',
      },
      'nothing-leaves': {
        name: 'Rien ne sort',
        meaning: 'Ni ce qui se dit, ni le fait que cela s’est dit, ne sort d’ici.',
      },
    },
    opensDoor: { hosts: 'Les hôtes', members: 'Tous les membres' },
    languages: { en: 'Anglais', fr: 'Français' },
    kept: 'gardé',
    fades: (usual, longest) =>
      `Les contributions s’estompent après ${usual}, et ne vivent jamais plus de ${longest}.`,
    fadesOrKept: (usual) =>
      `Les contributions s’estompent après ${usual} ; une question peut être gardée.`,
    keptByDefault: 'Les contributions sont gardées, sauf si l’on choisit une vie plus courte.',
    names: (length) => `Les noms s’estompent après ${length}.`,
    namesWithContent: 'Les noms s’estompent avec la contribution.',
    unnamed: 'Chacun peut y parler sans son nom.',
    sponsors: (count) =>
      count === 1
        ? 'Un membre doit reconnaître la personne qui arrive.'
        : `${count} membres doivent reconnaître la personne qui arrive.`,
    door: {
      hosts: 'Les hôtes ouvrent la porte.',
      members: 'Tout membre peut ouvrir la porte.',
    },
    noText: 'Ce cercle n’a pas écrit de texte de charte.',
  },
  candidate: {
    asks: (name) => `${name} demande un siège`,
    compare:
      'Comparez ces huit mots à voix haute, face à face ou par téléphone. N’accueillez qu’une personne que vous reconnaissez, et seulement si chaque mot est le même.',
    vouches: (count, needed) =>
      needed === 1
        ? 'Un seul membre qui la reconnaît suffit.'
        : `${count} sur ${needed} parrains ou marraines jusqu’ici.`,
    vouched: 'Vous avez reconnu cette personne.',
    seat: 'Accueillir',
    vouch: 'Je reconnais cette personne',
    notNow: 'Pas maintenant',
    namesake: (name) =>
      `${name} est déjà à table. Sous un même nom, on ne distinguerait plus qui parle : dites « pas maintenant », puis invitez de nouveau cette personne sous un autre nom.`,
    seated: (name) => `${name} a pris place.`,
    seatedLater: (name) => `${name} prendra place à la prochaine connexion.`,
  },
  asking: {
    title: (name) => `${name} demande à reprendre sa place`,
    reasons: {
      away: 'L’appareil de ce membre n’est pas venu depuis des semaines et a perdu sa place.',
      lost: 'L’appareil de ce membre n’a pas pu suivre un pas du cercle et a perdu sa place.',
    },
    after: (name) =>
      `À l’en croire, il l’a perdue après un pas fait par l’appareil de ${name}. Si d’autres la perdent de la même façon, parlez-en entre vous.`,
    check: (name) =>
      `C’est l’appareil qui avait cette place. Si vous n’êtes pas sûr que ${name} l’a toujours en main, demandez-le d’abord autrement.`,
    letInOf: (name) => `Rendre sa place à ${name}`,
    letIn: (name) => `${name} reprend sa place.`,
    onItsWay: 'Sera dit aux autres dès que vous serez connecté',
  },
  invite: {
    title: 'Inviter quelqu’un',
    lede: 'Une clé d’invitation est un lien pour une seule personne. Elle sert une fois, sept jours au plus, même si vous êtes hors ligne. Elle mène à une porte où frapper ; elle ne déchiffre rien.',
    issue: 'Émettre une clé d’invitation',
    link: (ending) => `Lien d’invitation finissant par ${ending}`,
    copy: 'Copier le lien',
    copyOf: (ending) => `Copier le lien finissant par ${ending}`,
    copied: 'Lien copié.',
    copyFailed: 'La copie est refusée ; le lien est sélectionné, copiez-le à la main.',
    issuedBy: (name) => `Émise par ${name}`,
    ends: (moment) => `Finit ${moment}`,
    revoke: 'Révoquer',
    revokeOf: (ending) => `Révoquer la clé finissant par ${ending}`,
    revoked: 'Clé d’invitation révoquée.',
    card: {
      show: 'Code QR et carte',
      showOf: (ending) => `Code QR et carte de la clé finissant par ${ending}`,
      qr: 'Code QR du lien d’invitation',
      title: 'Une invitation dans un cercle',
      titleOf: (circle) => `Une invitation : ${circle}`,
      good: (moment) => `Pour une seule personne, une seule fois, jusqu’au ${moment}.`,
      compare:
        'Scannez le code ou saisissez l’adresse. Puis comparez huit mots à voix haute avec la personne qui vous a remis cette carte.',
      named: 'Écrire le nom du cercle sur la carte',
      namedHint: 'Qui trouverait la carte le lirait.',
      print: 'Imprimer la carte',
    },
    empty: 'Aucune clé d’invitation en cours.',
    later: 'Une clé émise maintenant sera en cours, ici, quand la connexion sera revenue',
    notAllowed: 'La charte laisse aux hôtes le soin d’inviter.',
    handOver: 'Remettez-le en main propre, ou par une voie que seule cette personne lit.',
  },
  join: {
    title: 'Une invitation pour vous',
    landing:
      'Une personne que vous connaissez vous garde un siège dans un cercle. Rien n’a encore été demandé ni consommé.',
    elsewhere:
      'Vous avez déjà Cenacle dans un autre navigateur ou sur un autre appareil ? Ouvrez-y le lien, pour que tous vos cercles partagent un même coffre.',
    paste: 'Lien d’invitation',
    pasteHint: 'Collez le lien entier que vous avez reçu.',
    fetching: 'On frappe à la porte…',
    charterTitle: (circle) => `La charte de ${circle}`,
    circleFallback: 'ce cercle',
    charterLede: 'Voici ce que chacun accepte en s’asseyant.',
    name: 'Votre nom dans ce cercle',
    nameHint: 'Qui vous invite doit le reconnaître. Seuls les membres le voient.',
    request: 'Accepter la charte et demander un siège',
    waitingTitle: 'Vous êtes à la porte',
    waiting:
      'Lisez ces huit mots à voix haute à la personne qui vous invite. Elle voit les mêmes sur son écran.',
    waitingNote:
      'Vous pouvez fermer cette page ; la porte vous connaîtra encore. Vous ne verrez rien d’avant votre arrivée.',
    leave: 'Quitter la porte',
    seatedTitle: 'Vous avez pris place',
    seated: 'Bienvenue à la table.',
    enter: 'Aller au cercle',
    closedTitle: 'Pas maintenant',
    closed: 'Le cercle ne peut pas vous accueillir en ce moment. Il n’en est rien dit de plus.',
    expiredTitle: 'Cette clé d’invitation est finie',
    expired: {
      happened: 'Elle a servi, a été révoquée, ou ses sept jours sont passés.',
      safe: 'Rien n’a été dit de vous.',
      todo: 'Demandez-en une autre à la personne qui vous invite.',
    },
    unreachableTitle: 'Le relais ne répond pas',
    unreachable: {
      happened: 'Cet appareil ne peut pas joindre le relais du cercle.',
      safe: 'La clé d’invitation n’est pas consommée.',
      todo: 'Vérifiez votre connexion ; cette page réessaie d’elle-même.',
    },
    forget: 'Fermer cette invitation',
    relay: (relay) => `Relais : ${relay}`,
    nameNeeded: 'Dites comment les membres doivent vous appeler.',
    unlockFirst: 'Déverrouillez votre coffre pour donner suite à l’invitation.',
  },
};
