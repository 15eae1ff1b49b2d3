import type { Client } from '../../client/app/client.ts';
import type { Command, Outcome } from '../../client/model/command.ts';
import type {
  CircleView,
  ContributionView,
  DiscussionView,
  Snapshot,
} from '../../client/model/snapshot.ts';

const HOUR_MS = 3_600_000;
const MOST_CHARACTERS = 20_000;

/**
 * A vault in memory, without keys or relay: answers the commands that a screen needs to be seen at work. Each
 * snapshot is a deep copy, as one that comes from a worker.
 */
export function createFakeClient(
  initial: Snapshot,
  discussions: readonly DiscussionView[],
): Client {
  let snapshot = structuredClone(initial);
  let rooms = structuredClone([...discussions]);
  let minted = 0;
  const listeners = new Set<() => void>();
  const mint = () => (minted += 1).toString(16).padStart(32, 'f');
  const done = (value: string | null = null): Outcome => ({ ok: true, value });

  function change(part: Partial<Snapshot>): void {
    snapshot = structuredClone({ ...snapshot, ...part });
    for (const listener of listeners) listener();
  }
  function changeCircle(id: string, alter: (circle: CircleView) => CircleView): void {
    change({ circles: snapshot.circles.map((each) => (each.id === id ? alter(each) : each)) });
  }
  function changeRoom(id: string, alter: (room: DiscussionView) => DiscussionView): void {
    rooms = rooms.map((room) => (room.id === id ? alter(room) : room));
    const shown = snapshot.discussion;
    if (shown !== null) change({ discussion: rooms.find((room) => room.id === shown.id) ?? null });
  }
  function changeEntry(
    entryId: string,
    alter: (entry: ContributionView) => ContributionView | null,
  ): void {
    const room = rooms.find((each) => each.contributions.some(({ id }) => id === entryId));
    if (room === undefined) return;
    changeRoom(room.id, (each) => ({
      ...each,
      contributions: each.contributions.flatMap((entry) =>
        entry.id === entryId ? (alter(entry) ?? []) : entry,
      ),
    }));
  }
  function contribution(text: string, fadesAtMs: number | null): ContributionView {
    return {
      id: mint(),
      state: 'sent',
      author: { id: 'a1'.padEnd(64, '0'), name: 'Camille Aubry' },
      isOwn: true,
      text,
      writtenAtMs: Math.floor(snapshot.nowMs / HOUR_MS) * HOUR_MS,
      fadesAtMs,
      attributionFadesAtMs: fadesAtMs,
      isEdited: false,
      mayEdit: true,
      replyTo: null,
      quote: null,
      reactions: [],
    };
  }
  const fadeAt = (hours: number | null) =>
    hours === null ? null : snapshot.nowMs + hours * HOUR_MS;

  function obey(command: Command): Outcome {
    switch (command.kind) {
      case 'create-vault':
      case 'use-here':
        change({ vault: { kind: 'open' } });
        return done();
      case 'unlock':
        if (command.passphrase !== 'four unrelated words here')
          return { ok: false, error: 'wrong-passphrase' };
        change({ vault: { kind: 'open' } });
        return done();
      case 'lock':
        change({ vault: { kind: 'locked' } });
        return done();
      case 'erase-device':
        change({ vault: { kind: 'empty' }, circles: [], joins: [] });
        return done();
      case 'accept-clock':
        change({ clockJumpedToMs: null });
        return done();
      case 'create-circle': {
        const id = mint();
        const circle: CircleView = {
          id,
          name: command.name,
          relay: 'https://relay.example',
          charter: command.charter,
          members: [{ id: mint(), name: command.ownName, role: 'host', isSelf: true, ...QUIET }],
          mayInvite: true,
          invites: [],
          candidates: [],
          discussions: [],
          sync: { isConnected: true, syncedAtMs: snapshot.nowMs, waiting: 0 },
          trouble: null,
        };
        change({ circles: [...snapshot.circles, circle] });
        return done(id);
      }
      case 'issue-invite': {
        const id = mint();
        changeCircle(command.circleId, (circle) => ({
          ...circle,
          invites: [
            ...circle.invites,
            {
              id,
              link: `https://relay.example/j#${id}`,
              issuer: 'Camille Aubry',
              endsAtMs: snapshot.nowMs + 168 * HOUR_MS,
              mayRevoke: true,
            },
          ],
        }));
        return done(id);
      }
      case 'revoke-invite':
        changeCircle(command.circleId, (circle) => ({
          ...circle,
          invites: circle.invites.filter(({ id }) => id !== command.inviteId),
        }));
        return done();
      case 'read-invite':
        return snapshot.joins[0] === undefined
          ? { ok: false, error: 'invite-mangled' }
          : done(snapshot.joins[0].inviteId);
      case 'request-seat':
        change({
          joins: snapshot.joins.map((join) =>
            join.inviteId === command.inviteId
              ? { ...join, step: 'waiting', name: command.name, words: SAMPLE_WORDS }
              : join,
          ),
        });
        return done();
      case 'leave-door':
        change({ joins: snapshot.joins.filter(({ inviteId }) => inviteId !== command.inviteId) });
        return done();
      case 'seat':
      case 'not-now':
        changeCircle(command.circleId, (circle) => ({
          ...circle,
          candidates: circle.candidates.filter(({ id }) => id !== command.candidateId),
        }));
        return done();
      case 'seat-again':
        changeCircle(command.circleId, (circle) => ({
          ...circle,
          members: circle.members.map((member) =>
            member.asking?.id === command.askingId ? { ...member, asking: null } : member,
          ),
        }));
        return done();
      case 'remove-member':
        changeCircle(command.circleId, (circle) => ({
          ...circle,
          members: circle.members.map((member) =>
            member.id === command.memberId
              ? { ...member, removal: { ...NO_REMOVAL, voters: ['Camille Aubry'] } }
              : member,
          ),
        }));
        return done();
      case 'open-discussion': {
        const id = mint();
        const fadesAtMs = fadeAt(command.fadeHours);
        rooms.push({
          circleId: command.circleId,
          id,
          title: command.title,
          openedAtMs: snapshot.nowMs,
          fadesAtMs,
          contributions: command.text === '' ? [] : [contribution(command.text, fadesAtMs)],
          blankPages: [],
          lastReadId: null,
          draft: '',
        });
        changeCircle(command.circleId, (circle) => ({
          ...circle,
          discussions: [
            {
              id,
              title: command.title,
              openedAtMs: snapshot.nowMs,
              fadesAtMs,
              newestAtMs: snapshot.nowMs,
              contributions: 0,
              hasUnread: false,
            },
            ...circle.discussions,
          ],
        }));
        return done(id);
      }
      case 'show': {
        const { shown } = command;
        change({ discussion: rooms.find(({ id }) => id === shown?.discussionId) ?? null });
        return done();
      }
      case 'contribute':
        changeRoom(command.discussionId, (room) => {
          const answered = room.contributions.find(({ id }) => id === command.replyTo);
          const said = contribution(command.text, fadeAt(command.fadeHours) ?? room.fadesAtMs);
          const circle = snapshot.circles.find(({ id }) => id === command.circleId);
          const added = circle?.sync.isConnected
            ? said
            : { ...said, state: 'waiting' as const, mayEdit: false };
          const replyTo = answered ? { id: answered.id, text: answered.text } : null;
          const source = room.contributions.find(({ id }) => id === command.quote?.entryId);
          const author = source?.author?.name ?? null;
          const quote = source ? { id: source.id, text: command.quote?.text ?? '', author } : null;
          const fadesAtMs = source ? source.fadesAtMs : added.fadesAtMs;
          const letter = { ...added, replyTo, quote, fadesAtMs };
          return { ...room, contributions: [...room.contributions, letter], draft: '' };
        });
        return done();
      case 'keep-draft':
        if (command.text.length > MOST_CHARACTERS) return { ok: false, error: 'too-long' };
        changeRoom(command.discussionId, (room) => ({ ...room, draft: command.text }));
        return done();
      case 'edit':
        changeEntry(command.entryId, (entry) => ({ ...entry, text: command.text, isEdited: true }));
        return done();
      case 'react':
        changeEntry(command.entryId, (entry) => {
          const said = entry.reactions.find(({ kind }) => kind === command.reaction);
          const fresh = { kind: command.reaction, isOwn: true, names: [], hasUnnamed: false };
          const others = entry.reactions.filter((one) => one !== said);
          const reaction = said === undefined ? fresh : { ...said, isOwn: true };
          return { ...entry, reactions: [...others, reaction] };
        });
        return done();
      case 'unreact':
        changeEntry(command.entryId, (entry) => ({
          ...entry,
          reactions: entry.reactions.flatMap((one) => {
            if (one.kind !== command.reaction) return [one];
            return one.names.length > 0 || one.hasUnnamed ? [{ ...one, isOwn: false }] : [];
          }),
        }));
        return done();
      case 'withdraw':
        changeEntry(command.entryId, (entry) =>
          entry.state === 'waiting'
            ? null
            : { ...entry, state: 'withdrawn', text: '', mayEdit: false },
        );
        return done();
      case 'export-own':
        return done(EXPORTED);
      case 'settle-overdue':
        changeEntry(command.entryId, (entry) =>
          command.send ? { ...entry, state: 'sent' } : null,
        );
        return done();
    }
  }
  return {
    getSnapshot: () => snapshot,
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    send: (command) => Promise.resolve(obey(command)),
  };
}

const EXPORTED = `# Les Tilleuls\n\n## A question\n\n### 2026-03-14\n\nThank you, @{${'a4'.padEnd(64, '0')}}.\n`;
export const NO_REMOVAL = { voters: [], mayVote: false, wouldDecide: false, isOnItsWay: false };
/** A member of whom there is nothing to say. */
export const QUIET = { heardAtMs: null, asking: null, removal: NO_REMOVAL };
export const SAMPLE_WORDS: readonly string[] = [
  'harbour',
  'lantern',
  'velvet',
  'orchard',
  'copper',
  'meadow',
  'thunder',
  'silence',
];
