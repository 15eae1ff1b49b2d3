import type { CommandError } from '../../model/command.ts';
import type { CircleTrouble, UnsupportedReason } from '../../model/snapshot.ts';

/** What happened, what is safe, what to do. */
export type Explained = {
  readonly happened: string;
  readonly safe: string;
  readonly todo: string;
};

export const errors: Readonly<Record<CommandError, Explained>> = {
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
  'unfit-name': {
    happened: 'This name or question is too long, or holds characters that cannot be seen.',
    safe: 'Nothing was sent.',
    todo: 'Type it again by hand, and shorter if it is long.',
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
  'name-taken': {
    happened: 'Somebody here already goes by that name.',
    safe: 'Nobody was seated.',
    todo: 'Ask the person at the door to come again under another name.',
  },
  'table-full': {
    happened: 'This table has no room for anybody more.',
    safe: 'Nobody was seated, and those who sit here stay.',
    todo: 'Found a second circle for those who are still to come.',
  },
  'storage-full': {
    happened: 'This device has no room left.',
    safe: 'What was stored before is still there.',
    todo: 'Free some space, then try again.',
  },
  failed: {
    happened: 'Something went wrong on this device.',
    safe: 'Nothing was sent.',
    todo: 'Try again. If it happens again, reload the page.',
  },
};

export const troubles: Readonly<Record<CircleTrouble, Explained>> = {
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
    happened: 'This device could not follow the circle any more, and has lost its seat.',
    safe: 'What you have read stays readable here until it fades; what you write waits.',
    todo: 'It has asked for its seat: anyone at the table can give it back with one tap. What is said meanwhile cannot be read on this device.',
  },
  'left-behind': {
    happened: 'The circle has gone on under new keys, which this device could not take.',
    safe: 'What you have read stays readable here until it fades.',
    todo: 'Ask a member for a new invite key. As long as they have not removed this seat, take another name.',
  },
  'long-away': {
    happened: 'This device was away for so long that it lost its seat.',
    safe: 'What you have read stays readable here until it fades; what you write waits.',
    todo: 'It has asked for its seat: anyone at the table can give it back with one tap; if nobody does within days, ask for a new invite key, and take another name. What is said meanwhile cannot be read on this device.',
  },
  'storage-full': {
    happened: 'This device has no room left: nothing new can be kept.',
    safe: 'What was stored before is still there, and the relay keeps what is new.',
    todo: 'Free some space; this circle goes on by itself.',
  },
  'refused-entries': {
    happened: 'Some entries that did not follow the rules were refused.',
    safe: 'Everything else is intact.',
    todo: 'There is nothing to do; tell a host if it happens often.',
  },
  'relay-full': {
    happened: 'The relay keeps nothing more for this circle: its share is used up.',
    safe: 'What you write waits on this device.',
    todo: 'Ask whoever runs the relay for more room, or wait until something fades.',
  },
  'relay-refuses': {
    happened: 'The relay does not open the log that this circle asked for.',
    safe: 'Nothing is lost: this device asks again.',
    todo: 'See that this page stands at the relay’s own address and that the device’s clock is right. If it lasts more than a day, ask whoever runs the relay.',
  },
  'relay-stalls': {
    happened: 'The relay refuses what this device sends as outdated, and shows nothing newer.',
    safe: 'Nothing is lost: it waits here, and is sent again by itself.',
    todo: 'If it lasts, tell a host: the relay may be keeping this device from being heard.',
  },
  removed: {
    happened: 'You no longer sit in this circle.',
    safe: 'What you have read stays readable here until it fades.',
    todo: 'If you believe it is a mistake, speak to a host.',
  },
};

export const unsupported: Readonly<Record<UnsupportedReason, Explained>> = {
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
    todo: 'Leave private browsing, let this site keep data, or use another browser.',
  },
  'storage-shut': {
    happened: 'This browser does not open what Cenacle has stored.',
    safe: 'Nothing has been changed or erased.',
    todo: 'Free some space on this device, then reload the page.',
  },
};
