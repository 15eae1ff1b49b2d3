import type { AskingView, Charter } from '../../model/snapshot.ts';

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

export const enDoor = {
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
    attributionFadeHint: 'From then on, “a member” said it.',
    attributionFades: {
      withContent: 'with the contribution',
      after: (length: string) => `after ${length}`,
    },
    unnamed: 'Contributions without a name',
    unnamedChoices: { no: 'Not at this table', yes: 'Allowed' },
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
    unnamed: 'Members may speak without their name.',
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
    namesake: (name: string) =>
      `${name} sits here already. Two people under one name could not be told apart: say “not now”, and invite this person again under another.`,
    seated: (name: string) => `${name} is seated.`,
    seatedLater: (name: string) => `${name} will be seated with the next connection.`,
  },
  asking: {
    title: (name: string) => `${name} asks for their seat again`,
    reasons: {
      away: 'This member’s device has not been here for weeks, and has lost its seat.',
      lost: 'This member’s device could not follow a step of the circle, and has lost its seat.',
    } satisfies Record<AskingView['reason'], string>,
    after: (name: string) =>
      `By its own account, it lost it after a step taken by ${name}’s device. If others lose theirs the same way, speak to each other about it.`,
    check: (name: string) =>
      `It is the device that had the seat before. If you are not sure that ${name} still holds it, ask by another way first.`,
    letInOf: (name: string) => `Let ${name} back in`,
    letIn: (name: string) => `${name} is let back in.`,
    onItsWay: 'Will be told to the others as soon as you are connected',
  },
  invite: {
    title: 'Invite someone',
    lede: 'An invite key is a link for one person. It works once, for at most seven days, even while you are offline. It opens a door to knock at; it decrypts nothing.',
    issue: 'Issue an invite key',
    link: (ending: string) => `Invite link ending in ${ending}`,
    copy: 'Copy link',
    copyOf: (ending: string) => `Copy link ending in ${ending}`,
    copied: 'Link copied.',
    copyFailed: 'Copying was refused; the link is selected, copy it by hand.',
    issuedBy: (name: string) => `Issued by ${name}`,
    ends: (moment: string) => `Ends ${moment}`,
    revoke: 'Revoke',
    revokeOf: (ending: string) => `Revoke the key ending in ${ending}`,
    revoked: 'Invite key revoked.',
    card: {
      show: 'QR code and card',
      showOf: (ending: string) => `QR code and card of the key ending in ${ending}`,
      qr: 'QR code of the invite link',
      title: 'An invitation to a circle',
      titleOf: (circle: string) => `An invitation to ${circle}`,
      good: (moment: string) => `For one person, once, until ${moment}.`,
      compare:
        'Scan the code or type the address. Then compare eight words aloud with whoever gave you this card.',
      named: 'Put the circle’s name on the card',
      namedHint: 'Whoever finds the card would read it.',
      print: 'Print the card',
    },
    empty: 'No invite key stands.',
    later: 'A key that you issue now will stand here when you are connected again',
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
};
