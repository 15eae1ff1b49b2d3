import type { CircleTrouble, Charter, Role, UnsupportedReason } from '../../model/snapshot.ts';
import type { CommandError } from '../../model/command.ts';

/** Every sentence of the face. `Messages` is its shape; each language has all of it. */

const rules = new Intl.PluralRules('en');
const plural = (count: number, one: string, other: string) =>
  `${count} ${rules.select(count) === 'one' ? one : other}`;

type Explained = {
  readonly happened: string;
  readonly safe: string;
  readonly todo: string;
};

const errors: Readonly<Record<CommandError, Explained>> = {
  'wrong-passphrase': {
    happened: 'This passphrase does not open the vault.',
    safe: 'Nothing is lost or changed.',
    todo: 'Type it again, or paste it from where you keep it.',
  },
  'weak-passphrase': {
    happened: 'This passphrase is too easy to guess.',
    safe: 'Nothing has been created yet.',
    todo: 'Choose a longer one: four or five unrelated words do well.',
  },
  'invite-mangled': {
    happened: 'This link is not whole: a part of it was lost on the way.',
    safe: 'The invite key has not been used.',
    todo: 'Copy the whole link again, or ask for it to be sent another way.',
  },
  'invite-used': {
    happened: 'This invite key has already been used on this device.',
    safe: 'Nothing has changed in the circle.',
    todo: 'Ask your host for a new key.',
  },
  'invite-own-circle': {
    happened: 'You already sit in this circle.',
    safe: 'The invite key has not been used.',
    todo: 'Pass the link on to the person you are inviting.',
  },
  'too-long': {
    happened: 'This text is longer than a contribution can be.',
    safe: 'It is still here, and nobody has seen it.',
    todo: 'Shorten it, or send it in two parts.',
  },
  'not-allowed': {
    happened: 'The charter of this circle does not allow this.',
    safe: 'Nothing was sent.',
    todo: 'Read the charter again, or ask a host.',
  },
  gone: {
    happened: 'This is no longer here: it has faded or was withdrawn.',
    safe: 'Everything else is unchanged.',
    todo: 'Go back to the circle.',
  },
  locked: {
    happened: 'The vault was locked before this could be done.',
    safe: 'Nothing was sent.',
    todo: 'Unlock it and try again.',
  },
  'storage-full': {
    happened: 'This device has no room left.',
    safe: 'What was stored before is still there.',
    todo: 'Free some space, then try again.',
  },
  'storage-refused': {
    happened: 'The browser refuses to store anything for Cenacle.',
    safe: 'What was stored before is unchanged.',
    todo: 'Leave private browsing, or allow this site to store data.',
  },
  failed: {
    happened: 'Something went wrong on this device.',
    safe: 'Nothing was sent.',
    todo: 'Try again. If it happens again, reload the page.',
  },
};

const troubles: Readonly<Record<CircleTrouble, Explained>> = {
  fork: {
    happened: 'The relay has shown this circle two different histories.',
    safe: 'What you have read stays readable here.',
    todo: 'Speak to a host by another way before you write.',
  },
  'future-hour': {
    happened: 'The relay’s clock runs ahead of yours.',
    safe: 'Nothing fades by its clock alone.',
    todo: 'Check the time of this device; if it is right, tell a host.',
  },
  withheld: {
    happened: 'The relay no longer shows something it had acknowledged.',
    safe: 'Your own copy is kept.',
    todo: 'Tell a host: the relay may have lost or withheld records.',
  },
  'out-of-step': {
    happened: 'This device is out of step with the circle and cannot send.',
    safe: 'What you have read stays readable until it fades.',
    todo: 'Ask a host for a new invite key to sit down again.',
  },
  'refused-entries': {
    happened: 'Some entries that did not follow the rules were refused.',
    safe: 'Everything else is intact.',
    todo: 'There is nothing to do; tell a host if it happens often.',
  },
  removed: {
    happened: 'You no longer sit in this circle.',
    safe: 'What you have read stays readable here until it fades.',
    todo: 'If you believe it is a mistake, speak to a host.',
  },
};

const unsupported: Readonly<Record<UnsupportedReason, Explained>> = {
  insecure: {
    happened: 'This page did not arrive over a secure connection.',
    safe: 'Nothing has been created or stored.',
    todo: 'Open the address again with https at its start.',
  },
  'no-webassembly': {
    happened: 'This browser does not run WebAssembly, which Cenacle’s cryptography needs.',
    safe: 'Nothing has been created or stored.',
    todo: 'If Lockdown Mode is on, make an exception for this site, or use another browser.',
  },
  'no-storage': {
    happened: 'This browser does not let Cenacle store anything.',
    safe: 'Nothing has been created or stored.',
    todo: 'Leave private browsing, or use another browser.',
  },
};

const confidentiality: Readonly<
  Record<Charter['confidentiality'], { readonly name: string; readonly meaning: string }>
> = {
  'chatham-house': {
    name: 'Chatham House',
    meaning: 'What is said may be used outside; who said it may not.',
  },
  'those-present': {
    name: 'Those present',
    meaning: 'What is said stays between the members of the circle.',
  },
  'nothing-leaves': {
    name: 'Nothing leaves',
    meaning: 'Neither what is said nor that it was said goes outside.',
  },
};

const roles: Readonly<Record<Role, string>> = { host: 'Host', member: 'Member' };

export const en = {
  common: {
    back: 'Back',
    cancel: 'Cancel',
    close: 'Close',
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
    questions: 'Questions',
    unread: 'unread',
  },
  vault: {
    starting: 'Opening…',
    unsupported,
    unsupportedTitle: 'Cenacle cannot run here',
    clearedTitle: 'This browser has cleared Cenacle’s storage',
    cleared: {
      happened: 'There was a vault here; the browser has erased it.',
      safe: 'Nobody else can read it. The circles still exist for their other members.',
      todo: 'Begin again, then ask a host of each circle for a new seat.',
    },
    beginAgain: 'Begin again',
    elsewhereTitle: 'Cenacle is open elsewhere',
    elsewhere: 'Another tab of this browser holds your vault. Only one at a time may write in it.',
    useHere: 'Use here instead',
    damagedTitle: 'The vault cannot be read',
    damaged: {
      happened: 'What is stored in this browser is damaged.',
      safe: 'The circles still exist for their other members.',
      todo: 'Reload the page. If that does not help, erase this device and ask for a new seat.',
    },
    reload: 'Reload',
  },
  welcome: {
    title: 'Speak as you would at the table',
    lede: 'Cenacle keeps small circles that speak candidly. What is written here fades at an agreed hour.',
    invited: 'I was invited',
    invitedNote: 'You have a link from someone you know.',
    host: 'Host a circle',
    hostNote: 'No account, no e-mail, no telephone.',
    relayTitle: 'What the relay sees',
    relayLines: [
      'It carries sealed records and cannot open them.',
      'It sees their sizes, the hours they come and the hours they end.',
      'It sees the network address of a device while it is connected.',
      'It learns no word, no name and no list of members.',
    ],
    limits: 'What Cenacle does not promise',
  },
  passphrase: {
    createTitle: 'First, a passphrase',
    createLede:
      'It locks everything Cenacle keeps on this device. It never leaves it, and nobody can reset it.',
    noWayBack:
      'There is no way back without it yet: if you lose it, what is stored here is lost and you will need a new seat.',
    field: 'Passphrase',
    again: 'Passphrase once more',
    hint: 'At least 12 characters. Four or five unrelated words do well. You may paste it.',
    show: 'Show the passphrase',
    short: 'At least 12 characters, please.',
    plain: 'Too few different characters: this is easy to guess.',
    differ: 'The two do not match.',
    create: 'Create the vault',
    creating: 'Creating the vault…',
    unlockTitle: 'Your vault is locked',
    unlockLede: 'Nothing can be read here until you unlock it.',
    unlock: 'Unlock',
    unlocking: 'Unlocking…',
    lost: 'I have lost my passphrase',
    lostText:
      'Nobody can open this vault without it. You can erase this device, then ask a host of each circle for a new seat.',
  },
  create: {
    title: 'Host a circle',
    lede: 'A circle exists when you say so. You can invite people right after.',
    name: 'Name of the circle',
    ownName: 'Your name in this circle',
    ownNameHint: 'Only members see it.',
    charter: 'Charter',
    charterHint: 'What everyone accepts on sitting down. A few sentences are enough.',
    charterDraft:
      'We speak from experience and listen without judging. What is said here serves only those who sit at the table.',
    settings: 'Settings of the charter',
    confidentiality: 'Confidentiality',
    defaultFade: 'Questions fade after',
    longestFade: 'Never later than',
    longestFadeHint: '“Kept” lets members open questions that never fade.',
    attributionFade: 'Names fade',
    withContent: 'with the contribution',
    after: (length: string) => `after ${length}`,
    sponsors: 'Sponsors needed for a seat',
    opensDoor: 'Who opens the door',
    language: 'Language of the eight words',
    submit: 'Create the circle',
    submitting: 'Creating…',
    nameNeeded: 'The circle needs a name.',
    ownNameNeeded: 'Say how members should call you.',
  },
  charter: {
    title: 'Charter',
    confidentiality,
    opensDoor: { hosts: 'Hosts', members: 'All members' } satisfies Record<
      Charter['opensDoor'],
      string
    >,
    languages: { en: 'English', fr: 'French' } satisfies Record<Charter['language'], string>,
    kept: 'kept',
    fades: (usual: string, longest: string) =>
      `Contributions fade after ${usual}, and never live longer than ${longest}.`,
    fadesOrKept: (usual: string) => `Contributions fade after ${usual}; a question may be kept.`,
    keptByDefault: 'Contributions are kept unless a shorter life is chosen.',
    names: (length: string) => `Names fade after ${length}.`,
    namesWithContent: 'Names fade with the contribution.',
    sponsors: (count: number) =>
      count === 1
        ? 'One member must recognise a newcomer.'
        : `${count} members must recognise a newcomer.`,
    door: {
      hosts: 'Hosts open the door.',
      members: 'Any member may open the door.',
    } satisfies Record<Charter['opensDoor'], string>,
    noText: 'This circle has not written a charter text.',
  },
  circles: {
    title: 'Circles',
    empty: 'You sit in no circle yet.',
    emptyAction: 'Host a circle',
    host: 'Host a circle',
    invited: 'I was invited',
    atDoor: 'At the door',
    doorName: (relay: string) => `A circle at ${relay}`,
    openJoin: 'See where it stands',
    questions: (count: number) => plural(count, 'question', 'questions'),
    members: (count: number) => plural(count, 'member', 'members'),
    candidates: (count: number) =>
      count === 1 ? 'Someone is at the door' : `${count} people are at the door`,
  },
  sync: {
    synced: (moment: string) => `Synced ${moment}`,
    reading: (moment: string) => `Reading copy, synced ${moment}`,
    never: 'Not synced yet',
    waiting: (count: number) => `${count} will leave when you land`,
  },
  circle: {
    open: 'Open questions',
    empty: 'No question is on the table.',
    ask: 'Put a question on the table',
    newest: (moment: string) => `Last word ${moment}`,
    contributions: (count: number) => plural(count, 'contribution', 'contributions'),
    members: 'Members',
    invite: 'Invite someone',
    door: 'At the door',
    invites: (count: number) => plural(count, 'invite key stands', 'invite keys stand'),
    charter: 'Charter',
    troubles,
  },
  candidate: {
    asks: (name: string) => `${name} asks for a seat`,
    compare:
      'Compare these eight words aloud, face to face or by telephone. Seat only a person you recognise, and only if every word is the same.',
    vouches: (count: number, needed: number) =>
      needed === 1
        ? 'One member who recognises them is enough.'
        : `${count} of ${needed} sponsors so far.`,
    vouched: 'You have recognised this person.',
    seat: 'Seat',
    vouch: 'I recognise this person',
    notNow: 'Not now',
    seated: (name: string) => `${name} is seated.`,
  },
  fade: {
    in: (span: string) => `Fades in ${span}`,
    kept: 'Kept',
    nameIn: (span: string) => `Name fades in ${span}`,
    choice: 'Fades',
    after: (length: string) => `after ${length}`,
    asDiscussion: 'with the discussion',
    keep: 'never: keep it',
    blank: (date: string) => `A page left blank, ${date}`,
    now: 'Fading now',
  },
  ask: {
    title: 'Put a question on the table',
    question: 'Question',
    text: 'What led you to it (optional)',
    fade: 'The discussion fades',
    fadeHint: 'This cannot be put off later.',
    submit: 'Open the discussion',
    needed: 'Write the question first.',
  },
  discussion: {
    empty: 'Nobody has spoken yet; the first word is yours.',
    feed: 'Contributions',
    gone: 'This discussion has faded or is not here.',
    lastRead: 'You had read up to here',
    newIn: (count: number) => `${count} new in this discussion.`,
    aMember: 'A member',
    you: '(you)',
    edited: 'edited',
    withdrawn: 'Withdrawn by its author.',
    waiting: 'Will leave when you land',
    overdue: 'This waited past its own hour and was not sent. Only you can read it.',
    overdueSend: 'Send it now',
    overdueDrop: 'Let it go',
    replyTo: (text: string) => `In reply to “${text}”`,
    replyToGone: 'In reply to a contribution that is no longer here',
    reply: 'Reply',
    edit: 'Edit',
    withdraw: 'Withdraw',
    withdrawTitle: 'Withdraw this contribution?',
    withdrawText:
      'Its text disappears for everyone whose device hears of it. What has been read or copied cannot be taken back.',
    opened: (moment: string) => `Opened ${moment}`,
  },
  composer: {
    label: 'Your contribution',
    placeholder: 'Write as you would speak…',
    replying: (name: string) => `Replying to ${name}`,
    editing: 'Editing your contribution',
    stop: 'Stop',
    readers: (count: number) =>
      count === 1 ? 'Only you can read it so far' : `${count} members can read it`,
    send: 'Send',
    save: 'Save',
    keys: 'Ctrl or ⌘ with Enter sends',
    sent: 'Sent.',
    frozen: 'Nothing can be sent from here.',
  },
  members: {
    title: 'Members',
    roles,
    you: 'you',
    alone: 'You are alone at the table.',
    invite: 'Invite someone',
  },
  invite: {
    title: 'Invite someone',
    lede: 'An invite key is a link for one person. It works once, for at most seven days, even while you are offline. It opens a door to knock at; it decrypts nothing.',
    issue: 'Issue an invite key',
    link: 'Invite link',
    copy: 'Copy link',
    copied: 'Link copied.',
    copyFailed: 'Copying was refused; the link is selected, copy it by hand.',
    issuedBy: (name: string) => `Issued by ${name}`,
    ends: (moment: string) => `Ends ${moment}`,
    revoke: 'Revoke',
    revoked: 'Invite key revoked.',
    empty: 'No invite key stands.',
    notAllowed: 'The charter leaves inviting to hosts.',
    handOver: 'Hand it over in person, or by a way that only this person reads.',
  },
  join: {
    title: 'You were invited',
    landing:
      'Someone you know keeps a seat for you in a circle. Nothing has been fetched or used yet.',
    elsewhere:
      'Already have Cenacle in another browser or on another device? Open the link there, so that all your circles share one vault.',
    paste: 'Invite link',
    pasteHint: 'Paste the whole link you were given.',
    fetching: 'Knocking at the door…',
    charterTitle: (circle: string) => `The charter of ${circle}`,
    circleFallback: 'this circle',
    charterLede: 'This is what everyone accepts on sitting down.',
    name: 'Your name in this circle',
    nameHint: 'Those who invited you should recognise it. Only members see it.',
    request: 'Accept the charter and ask for a seat',
    waitingTitle: 'You are at the door',
    waiting:
      'Read these eight words aloud to the person who invited you. They see the same on their screen.',
    waitingNote:
      'You may close this page; the door will still know you. You will see nothing from before you sit down.',
    leave: 'Leave the door',
    seatedTitle: 'You are seated',
    seated: 'Welcome to the table.',
    enter: 'Go to the circle',
    closedTitle: 'Not now',
    closed: 'The circle cannot seat you at this time. Nothing more is said about it.',
    expiredTitle: 'This invite key has ended',
    expired: {
      happened: 'It was used, revoked, or its seven days have passed.',
      safe: 'Nothing was said about you.',
      todo: 'Ask the person who invited you for a new one.',
    },
    unreachableTitle: 'The relay does not answer',
    unreachable: {
      happened: 'This device cannot reach the relay of the circle.',
      safe: 'The invite key has not been used up.',
      todo: 'Check your connection; this page tries again by itself.',
    },
    forget: 'Close this invitation',
    relay: (relay: string) => `Relay: ${relay}`,
    nameNeeded: 'Say how members should call you.',
    unlockFirst: 'Unlock your vault to go on with the invitation.',
  },
  clock: {
    title: 'Is this date right?',
    text: (date: string) =>
      `The clock of this device has jumped by more than thirty days. It now says ${date}. Nothing fades by it until you confirm.`,
    accept: 'The date is right',
    otherwise: 'If it is wrong, set the clock of this device first.',
  },
  settings: {
    title: 'You and this device',
    language: 'Language',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    lock: 'Lock',
    lockText: 'Locking forgets every key in memory. What is stored stays sealed.',
    storage: 'Storage',
    persisted: 'The browser has promised to keep what is stored here.',
    notPersisted:
      'The browser may clear what is stored here when space runs short, or after days without use.',
    persistUnknown: 'The browser has not said whether it will keep what is stored here.',
    used: (amount: string) => `${amount} in use.`,
    erase: 'Erase this device',
    eraseText:
      'Everything Cenacle keeps in this browser disappears for good: keys, circles, contributions. The circles go on without it.',
    eraseTitle: 'Erase this device?',
    eraseConfirm: 'Erase everything',
    about: 'About',
    limits: 'What Cenacle does not promise',
  },
  errors,
};

export type Messages = typeof en;
