import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import type { CircleState } from '../../client/vault/circleState.ts';
import { runSchedule } from '../support/schedules/schedule.ts';
import type { Sabotage } from '../support/schedules/world.ts';

beforeAll(() => sodiumReady);

// What the schedules' checks are worth: each defect that they are there for, planted on one device or in the group.

const SEEDS = Array.from({ length: 16 }, (_, at) => at + 1);
const options = { groups: modelGroup, people: 6, steps: 60, days: 20 };

/** What is found by a handful of schedules, until all of that is among it. @param sabotage made anew for each */
async function faultsWith(
  sabotage: () => Sabotage,
  wanted: readonly RegExp[],
  groups = modelGroup,
): Promise<string> {
  const found: string[] = [];
  for (const seed of SEEDS) {
    const report = await runSchedule(seed, { ...options, groups, sabotage: sabotage() });
    found.push(...report.faults);
    const isFound = (one: RegExp) => found.some((fault) => one.test(fault));
    if (wanted.every(isFound)) break;
  }
  return found.join('\n');
}

/** Each line of it, and none from elsewhere. */
async function finds(
  wanted: readonly RegExp[],
  sabotage: () => Sabotage,
  groups = modelGroup,
): Promise<string> {
  const faults = await faultsWith(sabotage, wanted, groups);
  for (const one of wanted) expect(faults).toMatch(new RegExp(one.source, 'mu'));
  return faults;
}

const NONE = () => ({});

test('who skips a record is told from the others', () =>
  finds([/^P1 is in trouble: fork$/u], () => {
    let seen = 0;
    const isKept = () => (seen += 1) !== 30;
    return { records: (name, records) => (name === 'P1' ? records.filter(isKept) : records) };
  }));

test('who decides otherwise than the others is told from them', () =>
  finds([/^P\d and P\d disagree/u], () => {
    let isDone = false;
    return {
      stored(name, circle) {
        if (name !== 'P2' || isDone || circle.governance.invites.length === 0) return circle;
        isDone = true;
        return { ...circle, governance: { ...circle.governance, invites: [] } };
      },
    };
  }));

test('a contribution that one device loses is missed there', async () => {
  const faults = await finds([/^P1 lacks [0-9a-f]{32}$/u], () => ({
    added: (name, entries) =>
      name === 'P1' ? entries.filter(({ hour }) => hour % 5 !== 0) : entries,
  }));
  expect(faults).not.toMatch(/^P0 lacks/mu);
});

test('a contribution that never leaves its author is missed', () =>
  finds([/^"Letter \d+ of P0" stands 0 times with P0$/u], () => ({
    stored: (name, circle) => ({
      ...circle,
      outbox: circle.outbox.filter(
        (intent) =>
          name !== 'P0' || intent.kind !== 'entry' || intent.draft.kind !== 'contribution',
      ),
    }),
  })));

test('who is out of step, and waits for ever, is named', () =>
  finds([/^P0 is in trouble: out-of-step$/u, /^P0 waits for ever, of entry$/u], () => ({
    stored(name, circle) {
      const isLost = name === 'P0' && circle.governance.members.length > 3;
      return isLost
        ? { ...circle, lost: { reason: 'desync', isLeftBehind: false, asked: null } }
        : circle;
    },
  })));

test('keys and capsules that outlive their hour are found', async () => {
  const faults = await finds([/^P1 opens what faded, from \d+$/u], () => ({
    keepsKeys: (name) => name === 'P1',
  }));
  expect(faults).not.toMatch(/^P0 opens/mu);
});

test('a key of a later epoch with somebody who was removed is found, and what it opens', () =>
  finds(
    [/^P\d, removed, opens the entry at \d+$/u, /^P\d, removed, holds a key of a later epoch$/u],
    () => {
      let present: CircleState | null = null;
      return {
        stored(name, circle) {
          if (name === 'P0') present = circle;
          return circle.isRemoved && present !== null
            ? { ...circle, epochs: present.epochs }
            : circle;
        },
      };
    },
  ));

test('where every epoch has the same secret, who was removed is seen to hold it', () =>
  finds([/^P\d, removed, holds a key of a later epoch$/u], NONE, {
    ...modelGroup,
    exportAndScrub: async (state) => ({
      state: { ...state, isScrubbed: true },
      epochSecret: new Uint8Array(32).fill(7),
    }),
  }));

test('where a removed device follows the commit that removes it, it is seen to', () =>
  finds([/^P\d, removed, follows the commit at \d+$/u], NONE, {
    ...modelGroup,
    async process(state, commit, now, findPsk) {
      const processed = await modelGroup.process(state, commit, now, findPsk);
      const isIgnored = findPsk(new Uint8Array(0))?.every((byte) => byte === 0) === true;
      return processed.ok && isIgnored
        ? { ok: true, value: { ...processed.value, removed: false } }
        : processed;
    },
  }));

test('a Welcome that leads nowhere is found', () =>
  finds([/^a Welcome does not seat P1$/u], NONE, {
    ...modelGroup,
    join: async () => ({ ok: false, error: 'NotAuthentic' }),
  }));
