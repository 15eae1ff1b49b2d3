import { unsupported } from './enExplained.ts';

export const enFrame = {
  common: {
    back: 'Back',
    cancel: 'Cancel',
    continue: 'Continue',
    notFound: 'There is nothing at this address.',
    toCircles: 'Go to your circles',
    wordList: 'Eight words',
    skip: 'Skip to content',
  },
  nav: {
    main: 'Main',
    circles: 'Circles',
    you: 'You',
    limits: 'Limits',
    lock: 'Lock now',
    members: 'Members',
    invite: 'Invite',
    unread: 'unread',
  },
  lock: {
    title: 'Lock now?',
    text: 'Something you have written here is neither sent nor kept: a change to a contribution, or a text too long for one. Locking forgets it.',
    confirm: 'Lock and forget it',
  },
  vault: {
    starting: 'Opening…',
    unsupported,
    unsupportedTitle: 'Cenacle cannot run here',
    unloadedTitle: 'Cenacle could not be loaded',
    unloaded: {
      happened: 'The part of the program that opens your vault did not arrive, or did not start.',
      safe: 'Nothing that is stored here was touched.',
      todo: 'Reload the page when you are connected.',
    },
    clearedTitle: 'This browser has cleared Cenacle’s storage',
    cleared: {
      happened: 'There was a vault here; the browser has erased it.',
      safe: 'Nobody else can read it. The circles still exist for their other members.',
      todo: 'Begin again, then ask a host of each circle for a new seat.',
    },
    beginAgain: 'Begin again',
    elsewhereTitle: 'Cenacle is open elsewhere',
    elsewhere:
      'Another tab of this browser holds your vault. Only one at a time may write in it. If you use it here, what the other tab has neither sent nor kept is lost: a change to a contribution, or a text too long for one.',
    useHere: 'Use here instead',
    damagedTitle: 'The vault cannot be read',
    damaged: {
      happened: 'What is stored in this browser is damaged.',
      safe: 'The circles still exist for their other members.',
      todo: 'Reload the page. If that does not help, erase this device and ask for a new seat.',
    },
    reload: 'Reload',
  },
  broken: {
    pageTitle: 'This page cannot be shown',
    page: {
      happened: 'Something went wrong while this page was drawn.',
      safe: 'What is stored here is untouched, and so are your circles.',
      todo: 'Go to another page, or reload this one: that forgets words you have not sent.',
    },
    partTitle: 'This part could not be loaded',
    part: {
      happened: 'A part of the program has not arrived on this device.',
      safe: 'What is stored here is untouched, and so are words you have not sent.',
      todo: 'Try again when you are connected.',
    },
    tryAgain: 'Try again',
    letter: 'This contribution cannot be shown.',
  },
  sync: {
    synced: (moment: string) => `Synced ${moment}`,
    reading: (moment: string) => `Reading copy, synced ${moment}`,
    never: 'Not synced yet',
    waiting: (count: number) => `${count} will leave when you land`,
  },
  update: {
    ready: 'A newer version of Cenacle is here.',
    apply: 'Update now',
  },
  clock: {
    title: 'Is this date right?',
    text: (date: string) =>
      `The clock of this device says ${date}. It has jumped by more than thirty days, or a relay has contradicted it for more than a day. Nothing fades by it until you confirm.`,
    accept: 'The date is right',
    otherwise: 'If it is wrong, set the clock of this device first.',
  },
  settings: {
    title: 'You and this device',
    language: 'Language',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    lock: 'Lock',
    lockText:
      'Locked, nothing can be read before the passphrase is given. What is stored stays sealed.',
    storage: 'Storage',
    persisted: 'The browser has promised to keep what is stored here.',
    notPersisted:
      'The browser may clear what is stored here when space runs short, or after days without use.',
    persistUnknown: 'The browser has not said whether it will keep what is stored here.',
    used: (amount: string) => `${amount} in use.`,
    erase: 'Erase this device',
    eraseText:
      'Everything that is yours here disappears for good: keys, circles, contributions. The circles go on without it. The program itself stays, and your choice of language and appearance, until you clear this site’s data.',
    eraseTitle: 'Erase this device?',
    eraseConfirm: 'Erase for good',
    about: 'About',
    limits: 'What Cenacle does not promise',
  },
};
