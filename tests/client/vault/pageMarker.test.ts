import { expect, test } from 'vitest';
import type { FromVault } from '../../../client/vault/messages.ts';
import { createPageMarker } from '../../../client/vault/pageMarker.ts';

test('the worker reads, writes and removes the marker of its page, each answer to its question', async () => {
  const asked: FromVault[] = [];
  const { marker, take } = createPageMarker((message) => asked.push(message));
  const [first, second] = [marker.read(), marker.read()];
  const written = marker.write();
  const removed = marker.remove();
  expect(asked.map((message) => message.kind === 'marker' && message.act)).toEqual([
    'read',
    'read',
    'write',
    'remove',
  ]);
  take({ kind: 'marked', id: 2, isMarked: true });
  for (const id of [1, 3, 4]) take({ kind: 'marked', id, isMarked: false });
  expect(await Promise.all([first, second, written, removed])).toEqual([
    false,
    true,
    undefined,
    undefined,
  ]);
});
