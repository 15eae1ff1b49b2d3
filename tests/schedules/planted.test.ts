import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import type { CircleState } from '../../client/vault/circleState.ts';
import { runSchedule } from '../support/schedules/schedule.ts';
import type { Sabotage } from '../support/schedules/world.ts';

beforeAll(() => sodiumReady);

// What the schedules' checks are worth: each defect that they are there for, planted on one device or in the group.

const options = { groups: modelGroup, people: 6, steps: 60, days: 20 };

async function faultsWith(sabotage: Sabotage, groups = modelGroup): Promise<string> {
  const { faults } = await runSchedule(5, { ...options, groups, sabotage });
  return faults.join('\n');
}

test('without any, nothing is found', async () => {
  expect(await faultsWith({})).toBe('');
});

test('who skips a record is told from the others', async () => {
  let seen = 0;
  const faults = await faultsWith({
    records: (name, records) =>
      name === 'P1' ? records.filter(() => (seen += 1) !== 30) : records,
  });
  expect(faults).toMatch(/^P1 is in trouble: fork$/mu);
});

test('who decides otherwise than the others is told from them', async () => {
  let isDone = false;
  const faults = await faultsWith({
    stored(name, circle) {
      if (name !== 'P2' || isDone || circle.governance.invites.length === 0) return circle;
      isDone = true;
      return { ...circle, governance: { ...circle.governance, invites: [] } };
    },
  });
  expect(faults).toMatch(/^P\d and P\d disagree/mu);
});

test('a contribution that one device loses is missed there', async () => {
  const faults = await faultsWith({
    added: (name, entries) =>
      name === 'P1' ? entries.filter(({ hour }) => hour % 5 !== 0) : entries,
  });
  expect(faults).toMatch(/^P1 lacks [0-9a-f]{32}$/mu);
  expect(faults).not.toMatch(/^P0 lacks/mu);
});

test('a contribution that never leaves its author is missed', async () => {
  const faults = await faultsWith({
    stored: (name, circle) => ({
      ...circle,
      outbox: circle.outbox.filter(
        (intent) =>
          name !== 'P0' || intent.kind !== 'entry' || intent.draft.kind !== 'contribution',
      ),
    }),
  });
  expect(faults).toMatch(/^"Letter \d+ of P0" stands 0 times with P0$/mu);
});

test('who is out of step, and waits for ever, is named', async () => {
  const faults = await faultsWith({
    stored(name, circle) {
      const isLost = name === 'P0' && circle.governance.members.length > 3;
      return isLost
        ? { ...circle, lost: { reason: 'desync', isLeftBehind: true, asked: null } }
        : circle;
    },
  });
  expect(faults).toMatch(/^P0 is in trouble: left-behind$/mu);
  expect(faults).toMatch(/^P0 waits for ever, of entry$/mu);
});

test('keys and capsules that outlive their hour are found', async () => {
  const faults = await faultsWith({ keepsKeys: (name) => name === 'P1' });
  expect(faults).toMatch(/^P1 opens what faded, from \d+$/mu);
  expect(faults).not.toMatch(/^P0 opens/mu);
});

test('a key of a later epoch with somebody who was removed is found, and what it opens', async () => {
  let present: CircleState | null = null;
  const faults = await faultsWith({
    stored(name, circle) {
      if (name === 'P0') present = circle;
      return circle.isRemoved && present !== null ? { ...circle, epochs: present.epochs } : circle;
    },
  });
  expect(faults).toMatch(/^P\d, removed, opens the entry at \d+$/mu);
  expect(faults).toMatch(/^P\d, removed, holds a key of a later epoch$/mu);
});

test('where every epoch has the same secret, who was removed is seen to hold it', async () => {
  const leaking: typeof modelGroup = {
    ...modelGroup,
    exportAndScrub: async (state) => ({
      state: { ...state, isScrubbed: true },
      epochSecret: new Uint8Array(32).fill(7),
    }),
  };
  expect(await faultsWith({}, leaking)).toMatch(/^P\d, removed, holds a key of a later epoch$/mu);
});

test('where a removed device follows the commit that removes it, it is seen to', async () => {
  const faults = await faultsWith(
    {},
    {
      ...modelGroup,
      async process(state, commit, now, findPsk) {
        const processed = await modelGroup.process(state, commit, now, findPsk);
        const isIgnored = findPsk(new Uint8Array(0))?.every((byte) => byte === 0) === true;
        return processed.ok && isIgnored
          ? { ok: true, value: { ...processed.value, removed: false } }
          : processed;
      },
    },
  );
  expect(faults).toMatch(/^P\d, removed, follows the commit at \d+$/mu);
});

test('a Welcome that leads nowhere is found', async () => {
  const faults = await faultsWith(
    {},
    { ...modelGroup, join: async () => ({ ok: false, error: 'NotAuthentic' }) },
  );
  expect(faults).toMatch(/^a Welcome does not seat P1$/mu);
});
