import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { sodiumReady } from '../../crypto/sodium.ts';
import { benchAbuse } from './abuse.ts';
import { benchBrowsers } from './browsers.ts';
import { benchCapsule } from './capsule.ts';
import { benchContribution } from './contribution.ts';
import { benchGrowth } from './growth.ts';
import { benchLargeGroup } from './largeGroup.ts';
import { benchRelay } from './relay.ts';
import { benchReturning } from './returning.ts';
import type { Row } from './rivals.ts';
import { benchSegment } from './segment.ts';
import { benchStore } from './store.ts';

/**
 * Prints ratios beside those recorded. Ends with 1 where one is under half of what was recorded, a third up or
 * down being noise, or under what it promises. With --record the present ones are written down instead.
 */

const LEAST_OF_BASELINE = 0.5;
const path = new URL('baselines.json', import.meta.url);
const baselines = existsSync(path)
  ? (JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, number>>)
  : {};
const keyOf = ({ name, rival }: Row) => `${name} / ${rival}`;
const twoDigits = (ratio: number) => Number(ratio.toPrecision(2));

await sodiumReady;
const rows: Row[] = [];
for (const bench of [
  benchCapsule,
  benchSegment,
  benchContribution,
  benchReturning,
  benchGrowth,
  benchStore,
  benchRelay,
  benchAbuse,
  benchBrowsers,
  benchLargeGroup,
]) {
  rows.push(...(await bench()));
}

if (process.argv.includes('--record')) {
  const recorded = Object.fromEntries(rows.map((row) => [keyOf(row), twoDigits(row.ratio)]));
  writeFileSync(path, `${JSON.stringify(recorded, null, 2)}\n`);
}

const table = rows.map((row) => {
  const baseline = baselines[keyOf(row)];
  return [
    row.name,
    row.rival,
    `${twoDigits(row.ratio)} x`,
    baseline === undefined ? 'none' : `${baseline} x`,
    row.shown ?? `${Math.round(row.rate).toLocaleString('en')} ${row.unit}/s`,
    row.ratio < (row.least ?? (baseline ?? 0) * LEAST_OF_BASELINE) ? 'SLOWER' : '',
  ];
});
table.unshift(['ours', 'against', 'ratio', 'recorded', 'ours', '']);
const widths = table[0]?.map((_, column) =>
  Math.max(...table.map((cells) => cells[column]?.length ?? 0)),
);
for (const cells of table) {
  const line = cells.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join('  ');
  process.stdout.write(`${line.trimEnd()}\n`);
}
if (table.some((cells) => cells.at(-1) === 'SLOWER')) process.exitCode = 1;
