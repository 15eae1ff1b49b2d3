// ts-mls 1.6.4 refuses valid Welcomes in ordinary histories: its check of unmerged leaves compares whole
// lists where RFC 9420 (7.9.2, 12.4.3.1) asks for inclusion below the node at hand. Run after each install.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../node_modules/ts-mls/dist/src/clientState.js', import.meta.url);
const changes = [
  [`nodeType !== "leaf" && !dp.includes(`, `nodeType !== "leaf" || !dp.includes(`],
  [
    `for (const parentIdx of dp) {
                    const dpNode`,
    `for (const parentIdx of dp) {
                    if (parentIdx === i)
                        break;
                    const dpNode`,
  ],
  [
    `!arraysEqual(dpNode.parent.unmergedLeaves, n.parent.unmergedLeaves)`,
    `!dpNode.parent.unmergedLeaves.includes(unmergedLeaf)`,
  ],
];

let source = readFileSync(file, 'utf8');
for (const [before, after] of changes) {
  if (source.includes(after)) continue;
  if (source.split(before).length !== 2)
    throw new Error('ts-mls is not the version that this fix is for');
  source = source.replace(before, after);
}
writeFileSync(file, source);
