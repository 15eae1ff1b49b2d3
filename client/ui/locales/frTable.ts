import type { Messages } from './en.ts';
import type { enTable } from './enTable.ts';
import { troubles } from './frExplained.ts';
import { plural } from './frPlural.ts';

export const frTable: Pick<Messages, keyof typeof enTable> = {
  circles: {
    title: 'Cercles',
    empty: 'Vous ne siégez encore dans aucun cercle.',
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
    newIn: (count, title) =>
      `${plural(count, 'nouvelle contribution', 'nouvelles contributions')} dans « ${title} ».`,
    aMember: 'Un membre',
    aMemberSaid: 'un membre',
    you: '(vous)',
    youSaid: 'vous',
    withinHour: (from, to) =>
      `Écrit entre ${from} et ${to} ; rien de plus fin que l’heure n’est gardé.`,
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
  reaction: {
    open: 'Un mot',
    about: (name) => `Un mot à ${name}`,
    words: {
      heard: 'entendu',
      thanks: 'merci',
      question: 'question',
      'sit-with-it': 'je laisse mûrir',
    },
    saidBy: {
      heard: (names) => `Entendu par ${names}`,
      thanks: (names) => `Remercié par ${names}`,
      question: (names) => `Une question : ${names}`,
      'sit-with-it': (names) => `À laisser mûrir : ${names}`,
    },
  },
  composer: {
    label: 'Votre contribution',
    placeholder: 'Écrivez comme vous parleriez…',
    replying: (name) => `Réponse à ${name}`,
    editing: 'Vous modifiez votre contribution',
    stop: 'Annuler',
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
    removal: {
      ask: 'Retirer',
      askOf: (name) => `Retirer ${name}`,
      voters: (names: string) => `Pour son retrait : ${names}`,
      onItsWay: 'Sera dit aux autres dès que vous serez connecté',
      title: (name) => `Retirer ${name} de la table ?`,
      decides: (name: string) =>
        `Dès lors, ${name} ne pourra plus rien lire ni écrire de ce qui se dit ici. Ce que son appareil pouvait lire jusque-là y reste jusqu’à s’estomper. Les clés d’invitation encore ouvertes prennent fin.`,
      votes:
        'Il faut deux hôtes, ou plus de la moitié des membres. Les autres verront que vous y êtes favorable ; cela ne se reprend pas, mais s’éteint au bout de sept jours.',
      confirm: 'Retirer de la table',
      confirmVote: 'Dire que j’y suis favorable',
    },
  },
};
