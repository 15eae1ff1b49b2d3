import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { drawQr } from '../../../client/ui/pages/QrCode.tsx';
import { withCircle } from '../../support/sampleSnapshots.ts';

/** Pixels for a side of a module. */
const SCALE = 4;

/** What a camera sees of the drawn path. */
function photograph({ size, path }: ReturnType<typeof drawQr>) {
  const side = size * SCALE;
  const pixels = new Uint8Array(side * side * 4).fill(255);
  for (const [, x = '', y = '', length = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = 0; row < SCALE; row += 1) {
      const from = ((Number(y) * SCALE + row) * side + Number(x) * SCALE) * 4;
      for (let at = from; at < from + Number(length) * SCALE * 4; at += 4)
        pixels.fill(0, at, at + 3);
    }
  }
  return { width: side, height: side, data: pixels };
}

test('whoever scans the code reads the link and nothing else', () => {
  const links = withCircle({}).circles.flatMap(({ invites }) => invites.map(({ link }) => link));
  expect(links.length).toBeGreaterThan(1);
  for (const link of links) expect(decodeQR(photograph(drawQr(link)))).toBe(link);
});
