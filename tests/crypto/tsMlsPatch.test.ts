import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the group library carries the fix for unmerged leaves', () => {
  const installed = new URL(import.meta.resolve('ts-mls/clientState.js'));
  const source = readFileSync(installed, 'utf8');
  expect(source).toContain('!dpNode.parent.unmergedLeaves.includes(unmergedLeaf)');
  expect(source).toContain('nodeType !== "leaf" || !dp.includes(toNodeIndex(i))');
  expect(source).toMatch(/if \(parentIdx === i\)\s+break;/u);
});
