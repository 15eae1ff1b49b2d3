import type { Messages } from './en.ts';

export const errors: Messages['errors'] = {
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
  'unfit-name': {
    happened:
      'Ce nom ou cette question dépasse la longueur permise, ou contient des caractères qui ne se voient pas.',
    safe: 'Rien n’a été envoyé.',
    todo: 'Écrivez de nouveau à la main, plus court si c’est long.',
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
  'name-taken': {
    happened: 'Quelqu’un porte déjà ce nom ici.',
    safe: 'Personne n’a pris place.',
    todo: 'Demandez à la personne de revenir sous un autre nom.',
  },
  'table-full': {
    happened: 'Il n’y a plus de place à cette table.',
    safe: 'Personne n’a pris place, et ceux qui y sont restent.',
    todo: 'Fondez un second cercle pour ceux qui doivent encore venir.',
  },
  'storage-full': {
    happened: 'Il n’y a plus de place sur cet appareil.',
    safe: 'Ce qui était enregistré l’est toujours.',
    todo: 'Libérez de l’espace, puis recommencez.',
  },
  failed: {
    happened: 'Quelque chose s’est mal passé sur cet appareil.',
    safe: 'Rien n’a été envoyé.',
    todo: 'Recommencez. Si cela se reproduit, rechargez la page.',
  },
};

export const troubles: Messages['circle']['troubles'] = {
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
    happened: 'Cet appareil n’a pas pu suivre le cercle et a perdu sa place.',
    safe: 'Ce que vous avez lu reste lisible ici jusqu’à son heure ; ce que vous écrivez attend.',
    todo: 'Il a redemandé sa place : n’importe qui à table peut la lui rendre d’un geste. Ce qui se dit entre-temps ne se lit pas sur cet appareil.',
  },
  'left-behind': {
    happened: 'Le cercle continue sous de nouvelles clés, que cet appareil n’a pas pu prendre.',
    safe: 'Ce que vous avez lu reste lisible ici jusqu’à son heure.',
    todo: 'Demandez à un membre une nouvelle clé d’invitation. Tant que cette place n’a pas été retirée, prenez un autre nom.',
  },
  'long-away': {
    happened: 'Cet appareil est resté absent si longtemps qu’il a perdu sa place.',
    safe: 'Ce que vous avez lu reste lisible ici jusqu’à son heure ; ce que vous écrivez attend.',
    todo: 'Il a redemandé sa place : n’importe qui à table peut la lui rendre d’un geste ; si personne ne le fait en quelques jours, demandez une nouvelle clé d’invitation et prenez un autre nom. Ce qui se dit entre-temps ne se lit pas sur cet appareil.',
  },
  'storage-full': {
    happened: 'Cet appareil n’a plus de place : rien de nouveau ne peut être gardé.',
    safe: 'Ce qui était gardé l’est toujours, et le relais conserve ce qui arrive.',
    todo: 'Libérez de la place ; ce cercle reprendra de lui-même.',
  },
  'refused-entries': {
    happened: 'Des envois contraires aux règles ont été refusés.',
    safe: 'Tout le reste est intact.',
    todo: 'Il n’y a rien à faire ; prévenez un hôte si cela se répète.',
  },
  'relay-full': {
    happened: 'Le relais ne garde plus rien pour ce cercle : sa part est pleine.',
    safe: 'Ce que vous écrivez attend sur cet appareil.',
    todo: 'Demandez plus de place à qui tient le relais, ou attendez que quelque chose s’estompe.',
  },
  'relay-refuses': {
    happened: 'Le relais n’ouvre pas le journal que ce cercle demande.',
    safe: 'Rien n’est perdu : cet appareil redemandera.',
    todo: 'Vérifiez que cette page est bien à l’adresse du relais et que l’horloge de l’appareil est juste. Si cela dure plus d’un jour, demandez à qui tient le relais.',
  },
  'relay-stalls': {
    happened:
      'Le relais refuse comme dépassé ce que cet appareil envoie, sans rien montrer de plus récent.',
    safe: 'Rien n’est perdu : cela attend ici et repart de lui-même.',
    todo: 'Si cela dure, prévenez un hôte : le relais empêche peut-être cet appareil d’être entendu.',
  },
  removed: {
    happened: 'Vous ne siégez plus dans ce cercle.',
    safe: 'Ce que vous avez lu reste lisible ici jusqu’à son heure.',
    todo: 'Si vous pensez à une erreur, parlez à un hôte.',
  },
};

export const unsupported: Messages['vault']['unsupported'] = {
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
    todo: 'Quittez la navigation privée, autorisez ce site à conserver des données, ou changez de navigateur.',
  },
  'storage-shut': {
    happened: 'Ce navigateur n’ouvre pas ce que Cenacle a enregistré.',
    safe: 'Rien n’a été modifié ni effacé.',
    todo: 'Libérez de la place sur cet appareil, puis rechargez la page.',
  },
};
