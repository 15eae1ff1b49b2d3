import type { Messages } from './en.ts';
import type { enFrame } from './enFrame.ts';
import { unsupported } from './frExplained.ts';

export const frFrame: Pick<Messages, keyof typeof enFrame> = {
  common: {
    back: 'Retour',
    cancel: 'Annuler',
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
    unread: 'non lu',
  },
  lock: {
    title: 'Verrouiller ?',
    text: 'Un texte que vous écrivez ici n’est ni parti ni gardé : la modification d’une contribution, ou un texte trop long pour en être une. Verrouiller le fait oublier.',
    confirm: 'Verrouiller et l’oublier',
  },
  vault: {
    starting: 'Ouverture…',
    unsupported,
    unsupportedTitle: 'Cenacle ne peut pas fonctionner ici',
    unloadedTitle: 'Cenacle n’a pas pu être chargé',
    unloaded: {
      happened:
        'La partie du programme qui ouvre votre coffre n’est pas arrivée, ou n’a pas démarré.',
      safe: 'Rien de ce qui est enregistré ici n’a été touché.',
      todo: 'Rechargez la page quand vous serez en ligne.',
    },
    clearedTitle: 'Ce navigateur a vidé l’espace de Cenacle',
    cleared: {
      happened: 'Il y avait ici un coffre ; le navigateur l’a effacé.',
      safe: 'Personne d’autre ne peut le lire. Les cercles existent toujours pour leurs autres membres.',
      todo: 'Recommencez, puis demandez un nouveau siège à un hôte de chaque cercle.',
    },
    beginAgain: 'Recommencer',
    elsewhereTitle: 'Cenacle est ouvert ailleurs',
    elsewhere:
      'Un autre onglet de ce navigateur tient votre coffre. Un seul à la fois peut y écrire. Si vous l’ouvrez ici, ce que l’autre onglet n’a ni envoyé ni gardé sera perdu : une modification d’une contribution, ou un texte trop long pour en être une.',
    useHere: 'L’ouvrir ici',
    damagedTitle: 'Le coffre est illisible',
    damaged: {
      happened: 'Ce qui est enregistré dans ce navigateur est abîmé.',
      safe: 'Les cercles existent toujours pour leurs autres membres.',
      todo: 'Rechargez la page. Si cela ne suffit pas, effacez cet appareil et demandez un nouveau siège.',
    },
    reload: 'Recharger',
  },
  broken: {
    pageTitle: 'Cette page ne peut pas s’afficher',
    page: {
      happened: 'Quelque chose s’est mal passé en dessinant cette page.',
      safe: 'Ce qui est enregistré ici est intact, et vos cercles aussi.',
      todo: 'Allez à une autre page, ou rechargez celle-ci : ce que vous n’avez pas envoyé sera oublié.',
    },
    partTitle: 'Cette partie n’a pas pu être chargée',
    part: {
      happened: 'Une partie du programme n’est pas arrivée sur cet appareil.',
      safe: 'Ce qui est enregistré ici est intact, et ce que vous n’avez pas envoyé aussi.',
      todo: 'Recommencez quand vous serez en ligne.',
    },
    tryAgain: 'Réessayer',
    letter: 'Cette contribution ne peut pas s’afficher.',
  },
  sync: {
    synced: (moment) => `À jour · ${moment}`,
    reading: (moment) => `Copie de lecture · ${moment}`,
    never: 'Pas encore à jour',
    waiting: (count) =>
      count === 1 ? '1 partira à l’atterrissage' : `${count} partiront à l’atterrissage`,
  },
  update: {
    ready: 'Une version plus récente de Cenacle est là.',
    apply: 'Mettre à jour',
  },
  clock: {
    title: 'Cette date est-elle juste ?',
    text: (date) =>
      `L’horloge de cet appareil indique le ${date}. Elle a sauté de plus de trente jours, ou un relais la contredit depuis plus d’un jour. Rien ne s’estompe d’après elle tant que vous ne confirmez pas.`,
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
      'Verrouillé, rien ne se lit sans la phrase secrète. Ce qui est enregistré reste scellé.',
    storage: 'Espace',
    persisted: 'Le navigateur a promis de garder ce qui est enregistré ici.',
    notPersisted:
      'Le navigateur peut effacer ce qui est enregistré ici quand la place manque, ou après des jours sans usage.',
    persistUnknown: 'Le navigateur n’a pas dit s’il gardera ce qui est enregistré ici.',
    used: (amount) => `${amount} occupés.`,
    erase: 'Effacer cet appareil',
    eraseText:
      'Tout ce qui est à vous ici disparaît pour de bon : clés, cercles, contributions. Les cercles continuent sans lui. Le programme lui-même reste, avec votre choix de langue et d’apparence, jusqu’à ce que vous effaciez les données de ce site.',
    eraseTitle: 'Effacer cet appareil ?',
    eraseConfirm: 'Effacer pour de bon',
    about: 'À propos',
    limits: 'Ce que Cenacle ne promet pas',
  },
};
