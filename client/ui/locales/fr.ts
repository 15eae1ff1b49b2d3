import type { Messages } from './en.ts';

const rules = new Intl.PluralRules('fr');
const plural = (count: number, one: string, other: string) =>
  `${count} ${rules.select(count) === 'one' ? one : other}`;

const errors: Messages['errors'] = {
  'wrong-passphrase': {
    happened: 'Cette phrase secrète n’ouvre pas le coffre.',
    safe: 'Rien n’est perdu ni changé.',
    todo: 'Saisissez-la de nouveau, ou collez-la depuis l’endroit où vous la gardez.',
  },
  'weak-passphrase': {
    happened: 'Cette phrase secrète est trop facile à deviner.',
    safe: 'Rien n’a encore été créé.',
    todo: 'Choisissez-en une plus longue : quatre ou cinq mots sans rapport conviennent.',
  },
  'invite-mangled': {
    happened: 'Ce lien n’est pas entier : une partie s’est perdue en route.',
    safe: 'La clé d’invitation n’a pas servi.',
    todo: 'Copiez le lien entier, ou demandez qu’on vous l’envoie autrement.',
  },
  'invite-used': {
    happened: 'Cette clé d’invitation a déjà servi sur cet appareil.',
    safe: 'Rien n’a changé dans le cercle.',
    todo: 'Demandez une nouvelle clé à votre hôte.',
  },
  'invite-own-circle': {
    happened: 'Vous siégez déjà dans ce cercle.',
    safe: 'La clé d’invitation n’a pas servi.',
    todo: 'Transmettez le lien à la personne que vous invitez.',
  },
  'too-long': {
    happened: 'Ce texte dépasse la longueur d’une contribution.',
    safe: 'Il est toujours là, et personne ne l’a vu.',
    todo: 'Raccourcissez-le, ou envoyez-le en deux fois.',
  },
  'not-allowed': {
    happened: 'La charte de ce cercle ne le permet pas.',
    safe: 'Rien n’a été envoyé.',
    todo: 'Relisez la charte, ou parlez-en à un hôte.',
  },
  gone: {
    happened: 'Ce n’est plus là : estompé, ou retiré.',
    safe: 'Tout le reste est inchangé.',
    todo: 'Revenez au cercle.',
  },
  locked: {
    happened: 'Le coffre s’est verrouillé avant que ce soit fait.',
    safe: 'Rien n’a été envoyé.',
    todo: 'Déverrouillez-le, puis recommencez.',
  },
  'storage-full': {
    happened: 'Il n’y a plus de place sur cet appareil.',
    safe: 'Ce qui était enregistré l’est toujours.',
    todo: 'Libérez de l’espace, puis recommencez.',
  },
  'storage-refused': {
    happened: 'Le navigateur refuse d’enregistrer quoi que ce soit pour Cenacle.',
    safe: 'Ce qui était enregistré est inchangé.',
    todo: 'Quittez la navigation privée, ou autorisez ce site à enregistrer des données.',
  },
  failed: {
    happened: 'Quelque chose s’est mal passé sur cet appareil.',
    safe: 'Rien n’a été envoyé.',
    todo: 'Recommencez. Si cela se reproduit, rechargez la page.',
  },
};

const troubles: Messages['circle']['troubles'] = {
  fork: {
    happened: 'Le relais a montré à ce cercle deux histoires différentes.',
    safe: 'Ce que vous avez lu reste lisible ici.',
    todo: 'Parlez à un hôte par une autre voie avant d’écrire.',
  },
  'future-hour': {
    happened: 'L’horloge du relais avance sur la vôtre.',
    safe: 'Rien ne s’estompe d’après elle seule.',
    todo: 'Vérifiez l’heure de cet appareil ; si elle est juste, prévenez un hôte.',
  },
  withheld: {
    happened: 'Le relais ne montre plus quelque chose qu’il avait accepté.',
    safe: 'Votre propre copie est conservée.',
    todo: 'Prévenez un hôte : le relais a peut-être perdu ou retenu des envois.',
  },
  'out-of-step': {
    happened: 'Cet appareil a perdu le pas du cercle et ne peut plus rien envoyer.',
    safe: 'Ce que vous avez lu reste lisible jusqu’à son heure.',
    todo: 'Demandez à un hôte une nouvelle clé d’invitation pour reprendre votre siège.',
  },
  'refused-entries': {
    happened: 'Des envois contraires aux règles ont été refusés.',
    safe: 'Tout le reste est intact.',
    todo: 'Il n’y a rien à faire ; prévenez un hôte si cela se répète.',
  },
  removed: {
    happened: 'Vous ne siégez plus dans ce cercle.',
    safe: 'Ce que vous avez lu reste lisible ici jusqu’à son heure.',
    todo: 'Si vous pensez à une erreur, parlez à un hôte.',
  },
};

const unsupported: Messages['vault']['unsupported'] = {
  insecure: {
    happened: 'Cette page n’est pas arrivée par une connexion sûre.',
    safe: 'Rien n’a été créé ni enregistré.',
    todo: 'Rouvrez l’adresse en la faisant commencer par https.',
  },
  'no-webassembly': {
    happened: 'Ce navigateur n’exécute pas WebAssembly, dont le chiffrement de Cenacle a besoin.',
    safe: 'Rien n’a été créé ni enregistré.',
    todo: 'Si le mode Isolement est actif, faites une exception pour ce site, ou changez de navigateur.',
  },
  'no-storage': {
    happened: 'Ce navigateur ne laisse rien enregistrer à Cenacle.',
    safe: 'Rien n’a été créé ni enregistré.',
    todo: 'Quittez la navigation privée, ou changez de navigateur.',
  },
};

export const fr: Messages = {
  common: {
    back: 'Retour',
    cancel: 'Annuler',
    close: 'Fermer',
    continue: 'Continuer',
    notFound: 'Il n’y a rien à cette adresse.',
    toCircles: 'Voir vos cercles',
    wordList: 'Huit mots',
    skip: 'Aller au contenu',
  },
  nav: {
    main: 'Principale',
    circles: 'Cercles',
    you: 'Vous',
    limits: 'Limites',
    lock: 'Verrouiller',
    members: 'Membres',
    invite: 'Inviter',
    questions: 'Questions',
    unread: 'non lu',
  },
  vault: {
    starting: 'Ouverture…',
    unsupported,
    unsupportedTitle: 'Cenacle ne peut pas fonctionner ici',
    clearedTitle: 'Ce navigateur a vidé l’espace de Cenacle',
    cleared: {
      happened: 'Il y avait ici un coffre ; le navigateur l’a effacé.',
      safe: 'Personne d’autre ne peut le lire. Les cercles existent toujours pour leurs autres membres.',
      todo: 'Recommencez, puis demandez un nouveau siège à un hôte de chaque cercle.',
    },
    beginAgain: 'Recommencer',
    elsewhereTitle: 'Cenacle est ouvert ailleurs',
    elsewhere:
      'Un autre onglet de ce navigateur tient votre coffre. Un seul à la fois peut y écrire.',
    useHere: 'L’ouvrir ici',
    damagedTitle: 'Le coffre est illisible',
    damaged: {
      happened: 'Ce qui est enregistré dans ce navigateur est abîmé.',
      safe: 'Les cercles existent toujours pour leurs autres membres.',
      todo: 'Rechargez la page. Si cela ne suffit pas, effacez cet appareil et demandez un nouveau siège.',
    },
    reload: 'Recharger',
  },
  welcome: {
    title: 'Parler comme à table',
    lede: 'Cenacle abrite de petits cercles où l’on parle franchement. Ce qui s’y écrit s’estompe à l’heure convenue.',
    invited: 'J’ai une invitation',
    invitedNote: 'Vous avez reçu un lien d’une personne que vous connaissez.',
    host: 'Ouvrir un cercle',
    hostNote: 'Sans compte, sans adresse, sans téléphone.',
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
    withContent: 'avec la contribution',
    after: (length) => `après ${length}`,
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
  circles: {
    title: 'Cercles',
    empty: 'Vous ne siégez encore dans aucun cercle.',
    emptyAction: 'Ouvrir un cercle',
    host: 'Ouvrir un cercle',
    invited: 'J’ai une invitation',
    atDoor: 'À la porte',
    doorName: (relay) => `Un cercle sur ${relay}`,
    openJoin: 'Voir où cela en est',
    questions: (count) => plural(count, 'question', 'questions'),
    members: (count) => plural(count, 'membre', 'membres'),
    candidates: (count) =>
      count === 1 ? 'Quelqu’un est à la porte' : `${count} personnes sont à la porte`,
  },
  sync: {
    synced: (moment) => `À jour, ${moment}`,
    reading: (moment) => `Copie de lecture, à jour ${moment}`,
    never: 'Pas encore à jour',
    waiting: (count) =>
      count === 1 ? '1 partira à l’atterrissage' : `${count} partiront à l’atterrissage`,
  },
  circle: {
    open: 'Questions ouvertes',
    empty: 'Aucune question n’est sur la table.',
    ask: 'Mettre une question sur la table',
    newest: (moment) => `Dernier mot ${moment}`,
    contributions: (count) => plural(count, 'contribution', 'contributions'),
    members: 'Membres',
    invite: 'Inviter quelqu’un',
    door: 'À la porte',
    invites: (count) => plural(count, 'clé d’invitation en cours', 'clés d’invitation en cours'),
    charter: 'Charte',
    troubles,
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
    seated: (name) => `${name} a pris place.`,
  },
  fade: {
    in: (span) => `S’estompe dans ${span}`,
    kept: 'Gardé',
    nameIn: (span) => `Le nom s’estompe dans ${span}`,
    choice: 'S’estompe',
    after: (length) => `après ${length}`,
    asDiscussion: 'avec la discussion',
    keep: 'jamais : à garder',
    blank: (date) => `Une page laissée blanche, ${date}`,
    now: 'S’estompe maintenant',
  },
  ask: {
    title: 'Mettre une question sur la table',
    question: 'Question',
    text: 'Ce qui vous y a mené (facultatif)',
    fade: 'La discussion s’estompe',
    fadeHint: 'On ne pourra pas la prolonger.',
    submit: 'Ouvrir la discussion',
    needed: 'Écrivez d’abord la question.',
  },
  discussion: {
    empty: 'Personne n’a encore parlé ; le premier mot est à vous.',
    feed: 'Contributions',
    gone: 'Cette discussion s’est estompée ou n’est pas ici.',
    lastRead: 'Vous aviez lu jusqu’ici',
    newIn: (count) =>
      plural(
        count,
        'nouvelle contribution dans cette discussion.',
        'nouvelles contributions dans cette discussion.',
      ),
    aMember: 'Un membre',
    you: '(vous)',
    edited: 'modifié',
    withdrawn: 'Retiré par qui l’a écrit.',
    waiting: 'Partira à l’atterrissage',
    overdue:
      'Ceci a attendu au-delà de son heure et n’est pas parti. Personne d’autre ne peut le lire.',
    overdueSend: 'L’envoyer maintenant',
    overdueDrop: 'Y renoncer',
    replyTo: (text) => `En réponse à « ${text} »`,
    replyToGone: 'En réponse à une contribution qui n’est plus là',
    reply: 'Répondre',
    edit: 'Modifier',
    withdraw: 'Retirer',
    withdrawTitle: 'Retirer cette contribution ?',
    withdrawText:
      'Son texte disparaît pour tous ceux dont l’appareil l’apprend. Ce qui a été lu ou copié ne se reprend pas.',
    opened: (moment) => `Ouverte ${moment}`,
  },
  composer: {
    label: 'Votre contribution',
    placeholder: 'Écrivez comme vous parleriez…',
    replying: (name) => `Réponse à ${name}`,
    editing: 'Vous modifiez votre contribution',
    stop: 'Arrêter',
    readers: (count) =>
      count === 1 ? 'Personne d’autre ne peut encore le lire' : `${count} membres peuvent le lire`,
    send: 'Envoyer',
    save: 'Enregistrer',
    keys: 'Ctrl ou ⌘ avec Entrée envoie',
    sent: 'Envoyé.',
    frozen: 'Rien ne peut être envoyé d’ici.',
  },
  members: {
    title: 'Membres',
    roles: { host: 'Hôte', member: 'Membre' },
    you: 'vous',
    alone: 'Il n’y a que vous à table.',
    invite: 'Inviter quelqu’un',
  },
  invite: {
    title: 'Inviter quelqu’un',
    lede: 'Une clé d’invitation est un lien pour une seule personne. Elle sert une fois, sept jours au plus, même si vous êtes hors ligne. Elle mène à une porte où frapper ; elle ne déchiffre rien.',
    issue: 'Émettre une clé d’invitation',
    link: 'Lien d’invitation',
    copy: 'Copier le lien',
    copied: 'Lien copié.',
    copyFailed: 'La copie est refusée ; le lien est sélectionné, copiez-le à la main.',
    issuedBy: (name) => `Émise par ${name}`,
    ends: (moment) => `Finit ${moment}`,
    revoke: 'Révoquer',
    revoked: 'Clé d’invitation révoquée.',
    empty: 'Aucune clé d’invitation en cours.',
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
  clock: {
    title: 'Cette date est-elle juste ?',
    text: (date) =>
      `L’horloge de cet appareil a sauté de plus de trente jours. Elle indique le ${date}. Rien ne s’estompe d’après elle tant que vous ne confirmez pas.`,
    accept: 'La date est juste',
    otherwise: 'Si elle est fausse, réglez d’abord l’horloge de cet appareil.',
  },
  settings: {
    title: 'Vous et cet appareil',
    language: 'Langue',
    theme: 'Apparence',
    themes: { system: 'Comme le système', light: 'Claire', dark: 'Sombre' },
    lock: 'Verrou',
    lockText:
      'Verrouiller fait oublier toutes les clés en mémoire. Ce qui est enregistré reste scellé.',
    storage: 'Espace',
    persisted: 'Le navigateur a promis de garder ce qui est enregistré ici.',
    notPersisted:
      'Le navigateur peut effacer ce qui est enregistré ici quand la place manque, ou après des jours sans usage.',
    persistUnknown: 'Le navigateur n’a pas dit s’il gardera ce qui est enregistré ici.',
    used: (amount) => `${amount} occupés.`,
    erase: 'Effacer cet appareil',
    eraseText:
      'Tout ce que Cenacle garde dans ce navigateur disparaît pour de bon : clés, cercles, contributions. Les cercles continuent sans lui.',
    eraseTitle: 'Effacer cet appareil ?',
    eraseConfirm: 'Tout effacer',
    about: 'À propos',
    limits: 'Ce que Cenacle ne promet pas',
  },
  errors,
};
