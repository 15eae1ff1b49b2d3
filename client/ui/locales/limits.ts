import type { Language } from '../format.ts';

/** The limits page, in plain words: all that the protocol does not promise, and what the relay learns. */

export type Limits = {
  readonly title: string;
  readonly lede: string;
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
};

const en: Limits = {
  title: 'What Cenacle does not promise',
  lede: 'Fading means that keys are destroyed at the agreed hour on every device in use. It is worth knowing where that ends.',
  sections: [
    {
      title: 'People and screens',
      lines: [
        'Nothing prevents a screenshot, a photograph of the screen, or a good memory.',
        'A hostile member can copy what they read and repeat it.',
        'A member who is removed keeps what their device could read until it fades.',
        'The way you write can give you away.',
      ],
    },
    {
      title: 'Devices',
      lines: [
        'A device that is not unlocked after the hour of fading has not yet destroyed its keys; it does so when it is next used. One that is used without a network destroys them too, but until it hears who has sat down meanwhile, it can still lead to what was said after that.',
        'A device that was away for more than five weeks can lose its seat. Any member gives it back with one tap, but what was said meanwhile cannot be read on it.',
        'Flash memory and copy-on-write disks may keep remnants of what was erased.',
        'A contribution cannot be erased sooner than the hour first chosen for it. Withdrawing hides its text; its key lives until that hour.',
        'Records that somebody keeps today might be opened by a quantum computer of the future.',
      ],
    },
    {
      title: 'Traces that remain',
      lines: [
        'While you are connected, time is taken from the relay as well as from your device: a relay that holds its clock back delays fading.',
        'That something was said, when, and in which discussion can outlive the text.',
        'The moments at which you connect and write, and your network address, can be seen on the way.',
        'What a device does for the table, such as renewing its keys, can stand right beside what its member said. Who compares the moments may guess who it was, even after the name has faded.',
      ],
    },
    {
      title: 'The code you are running',
      lines: [
        'Whoever serves this page could serve a different one that does not keep these promises. Nothing here prevents it.',
        'Cenacle is under construction and has not been audited by anyone outside.',
      ],
    },
    {
      title: 'What the relay learns',
      lines: [
        'One key for each circle’s log, which names nobody.',
        'The sizes of records, rounded up to a few classes; the hours they arrive and the hours they end; which of them change the membership of a circle.',
        'While a device is connected: its network address, which log it opened, how far it has read and when it writes. It is made not to store the address.',
        'No word, no name, no list of members, no member’s key.',
      ],
    },
  ],
};

const fr: Limits = {
  title: 'Ce que Cenacle ne promet pas',
  lede: 'S’estomper, c’est détruire les clés à l’heure convenue sur chaque appareil en usage. Il est bon de savoir où cela s’arrête.',
  sections: [
    {
      title: 'Les personnes et les écrans',
      lines: [
        'Rien n’empêche une capture, une photographie de l’écran ou une bonne mémoire.',
        'Un membre hostile peut copier ce qu’il lit et le répéter.',
        'Un membre que l’on retire garde ce que son appareil pouvait lire, jusqu’à ce que cela s’estompe.',
        'Votre façon d’écrire peut vous trahir.',
      ],
    },
    {
      title: 'Les appareils',
      lines: [
        'Un appareil qu’on n’a pas déverrouillé depuis l’heure convenue n’a pas encore détruit ses clés ; il le fait à l’usage suivant. Celui dont on se sert sans réseau les détruit aussi mais, tant qu’il ignore qui s’est assis entre-temps, il peut encore mener à ce qui s’est dit ensuite.',
        'Un appareil absent plus de cinq semaines peut perdre sa place. N’importe quel membre la lui rend d’un geste, mais ce qui s’est dit entre-temps ne s’y lit pas.',
        'Les mémoires flash et certains systèmes de fichiers peuvent garder des restes de ce qui fut effacé.',
        'Une contribution ne peut pas disparaître avant l’heure d’abord choisie. La retirer cache son texte ; sa clé vit jusqu’à cette heure.',
        'Ce que quelqu’un conserve aujourd’hui sous forme scellée pourrait être ouvert par un ordinateur quantique de demain.',
      ],
    },
    {
      title: 'Les traces qui restent',
      lines: [
        'Tant que vous êtes connecté, l’heure vient du relais autant que de votre appareil : un relais qui retient son horloge retarde l’effacement.',
        'Le fait que quelque chose a été dit, quand, et dans quelle discussion peut survivre au texte.',
        'Les moments où vous vous connectez et écrivez, et votre adresse réseau, se voient en chemin.',
        'Ce qu’un appareil fait pour la table, comme renouveler ses clés, peut se trouver juste à côté de ce que son membre a dit. Qui compare les moments peut deviner qui parlait, même une fois le nom estompé.',
      ],
    },
    {
      title: 'Le code que vous exécutez',
      lines: [
        'Qui sert cette page pourrait en servir une autre, qui ne tiendrait pas ces promesses. Rien ici ne l’empêche.',
        'Cenacle est en chantier, et personne d’extérieur ne l’a encore audité.',
      ],
    },
    {
      title: 'Ce que le relais apprend',
      lines: [
        'Une clé pour le journal de chaque cercle, qui ne désigne personne.',
        'La taille des envois, arrondie à quelques classes ; l’heure où ils arrivent et celle où ils finissent ; lesquels changent la composition d’un cercle.',
        'Tant qu’un appareil est connecté : son adresse réseau, le journal qu’il ouvre, jusqu’où il a lu et quand il écrit. Le relais est fait pour ne pas garder l’adresse.',
        'Aucun mot, aucun nom, aucune liste de membres, aucune clé de membre.',
      ],
    },
  ],
};

export const limits: Readonly<Record<Language, Limits>> = { en, fr };
