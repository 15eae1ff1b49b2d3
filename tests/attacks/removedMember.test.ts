import { expect, test, vi } from 'vitest';
import { steal } from '../forensics/theft.ts';
import { sitDown } from '../support/table.ts';
import { comeBack } from '../support/world.ts';

/** PROTOCOL.md: a removed member opens nothing sealed by a device that had seen the removal. */

vi.setConfig({ testTimeout: 180_000 });

test("Claire's whole device, her passphrase and all that the relay received open nothing that was said after her removal", async () => {
  const table = await sitDown(21, 'Alice', 'Bob', 'Claire');
  const [alice, bob, claire] = table.people;
  if (!alice || !bob || !claire) throw new Error('three sit down');
  await table.say(alice, 'While she was here.', 48);
  table.relay.cut('Bob');
  await table.say(bob, 'From the train, before she left.', 48);
  const memberId = alice.circle().members.find(({ name }) => name === 'Claire')?.id ?? '';
  await alice.ask({ kind: 'remove-member', circleId: table.circleId, memberId });
  await table.say(alice, 'Among those who stay.', 48);
  table.relay.restore('Bob');
  await table.simulation.advance(60_000);
  await table.say(bob, 'After his return.', 48);
  const after = ['From the train, before she left.', 'Among those who stay.', 'After his return.'];
  for (const text of after) {
    expect(alice.discussion().contributions.map((one) => one.text)).toContain(text);
  }

  const hers = await steal({ ...table, people: [claire] });
  expect(hers.whereIs('While she was here.')).toContain('capsule');
  for (const text of after) expect(hers.whereIs(text)).toEqual([]);

  const bobs = await steal({ ...table, people: [claire, bob] });
  for (const text of after) expect(bobs.whereIs(text)).toContain('capsule');
});

test('Bob comes back so late that all other decisions have faded unread: her removal he reads, is told, and sends nothing that she could open', async () => {
  const table = await sitDown(22, 'Alice', 'Bob', 'Claire');
  const [alice, bob, claire] = table.people;
  if (!alice || !bob || !claire) throw new Error('three sit down');
  await bob.quit();
  const memberId = alice.circle().members.find(({ name }) => name === 'Claire')?.id ?? '';
  await alice.ask({ kind: 'remove-member', circleId: table.circleId, memberId });
  await table.simulation.advance(50 * 24 * 3_600_000);
  table.relay.expire();
  await alice.tick();
  await comeBack(bob);
  await table.simulation.advance(60_000);
  const { circleId } = table;
  const said = { title: 'For the table alone', text: 'I have thought about it.', fadeHours: 48 };
  await bob.ask({ kind: 'open-discussion', circleId, ...said });
  for (let round = 0; round < 3; round += 1) {
    await table.simulation.advance(3_600_000);
    await bob.tick();
    expect(bob.circle()).toMatchObject({ trouble: 'left-behind', sync: { waiting: 2 } });
  }
  const hers = await steal({ ...table, people: [claire] });
  for (const text of [said.title, said.text]) expect(hers.whereIs(text)).toEqual([]);
  const his = await steal({ ...table, people: [bob] });
  expect(his.whereIs(said.text)).not.toEqual([]);
});
