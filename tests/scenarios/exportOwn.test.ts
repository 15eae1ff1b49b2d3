import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { discuss, HOUR_MS, letterSaying, MINUTE_MS, say, setTable } from '../support/world.ts';

beforeAll(() => sodiumReady);

test('Bob takes away what he has said and still lives, and nothing that anybody else wrote', async () => {
  const { alice, bob, circleId, simulation } = await setTable(240);
  await discuss([alice, bob], 'Alice begins.');
  const { id } = letterSaying(bob, 'Alice begins.');
  await say(bob, 'Bob **answers**.', { quote: { entryId: id, text: 'Alice' }, replyTo: id });
  await say(bob, 'Bob changes his mind.');
  await say(bob, 'Bob regrets.');
  await say(bob, 'Bob, for an hour.', { fadeHours: 1 });
  const edited = letterSaying(bob, 'Bob changes his mind.').id;
  await bob.ask({ kind: 'edit', circleId, entryId: edited, text: 'Bob has changed it.' });
  const regretted = letterSaying(bob, 'Bob regrets.').id;
  await bob.ask({ kind: 'withdraw', circleId, entryId: regretted });
  await discuss([alice, bob], 'Alice alone speaks here.');
  await simulation.advance(HOUR_MS + 20 * MINUTE_MS);
  await bob.tick();
  expect(await bob.ask({ kind: 'export-own', circleId })).toBe(
    [
      '# The Tuesday table\n',
      '## How do we hand over the firm?\n',
      '### 2026-11-25\n',
      'Bob **answers**.\n',
      '### 2026-11-25\n',
      'Bob has changed it.\n',
    ].join('\n'),
  );
});
