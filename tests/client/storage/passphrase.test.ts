import { describe, expect, test } from 'vitest';
import {
  encodeStretchParameters,
  LEAST_COST,
  MOST_COST,
  readStretchParameters,
  stretchPassphrase,
} from '../../../client/storage/passphrase.ts';
import { argon2id } from '@noble/hashes/argon2.js';
import { utf8 } from '../../../crypto/index.ts';

const parameters = { ...LEAST_COST, salt: new Uint8Array(16).fill(5) };

describe('a passphrase', () => {
  test('is stretched as another implementation of Argon2id does it', async () => {
    const stretched = await stretchPassphrase('caf\u00e9 noir', parameters);
    const { salt } = parameters;
    const cost = { t: 3, m: 65536, p: 1, dkLen: 32 };
    expect(stretched).toEqual(argon2id(utf8('caf\u00e9 noir'), salt, cost));
    expect(await stretchPassphrase('cafe\u0301 noir', parameters)).toEqual(stretched);
    expect(await stretchPassphrase('cafe noir', parameters)).not.toEqual(stretched);
  }, 60_000);

  test('keeps its cost beside its salt, and is refused any cost out of bounds', () => {
    const bytes = encodeStretchParameters(parameters);
    expect(readStretchParameters(bytes)).toEqual({ ok: true, value: parameters });
    const refused = { ok: false, error: 'Malformed' };
    const changed = (at: number, value: number) => {
      const copy = new DataView(bytes.slice().buffer);
      if (at === 0 || at === 9) copy.setUint8(at, value);
      else copy.setUint32(at, value);
      return readStretchParameters(new Uint8Array(copy.buffer));
    };
    for (const version of [0, 2]) expect(changed(0, version)).toEqual(refused);
    for (const kib of [0, LEAST_COST.memoryKib - 1, MOST_COST.memoryKib + 1, 0xffffffff]) {
      expect(changed(1, kib)).toEqual(refused);
    }
    for (const passes of [0, 2, MOST_COST.passes + 1]) expect(changed(5, passes)).toEqual(refused);
    for (const lanes of [0, MOST_COST.lanes + 1]) expect(changed(9, lanes)).toEqual(refused);
    expect(readStretchParameters(bytes.subarray(1))).toEqual(refused);
    expect(() => encodeStretchParameters({ ...parameters, passes: 1 })).toThrow(RangeError);
  });
});
