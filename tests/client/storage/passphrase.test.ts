import { argon2Sync } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import {
  encodeStretchParameters,
  LEAST_COST,
  MOST_COST,
  readStretchParameters,
  stretchPassphrase,
} from '../../../client/storage/passphrase.ts';

vi.unmock('hash-wasm');

const parameters = { ...LEAST_COST, salt: new Uint8Array(16).fill(5) };

describe('a passphrase', () => {
  test('is stretched as another implementation of Argon2id does it', async () => {
    const stretched = await stretchPassphrase('caf\u00e9 noir', parameters);
    const cost = { memory: 65536, passes: 3, parallelism: 1, tagLength: 32 };
    const asked = { message: 'caf\u00e9 noir', nonce: parameters.salt, ...cost };
    expect(stretched).toEqual(new Uint8Array(argon2Sync('argon2id', asked)));
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
