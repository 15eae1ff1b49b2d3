import { aeadOpen, aeadSeal } from '../../crypto/aead.ts';
import { NO_EXPIRY } from '../../crypto/expiryTree.ts';
import { keepSecret, openCapsule, sealCapsule } from '../../crypto/capsule.ts';
import { race, repeating, type Row } from './rivals.ts';

const filled = (byte: number, length: number) => new Uint8Array(length).fill(byte);

/** The salt is given, as everywhere: chance is no part of what is measured. */
export function benchCapsule(): Promise<readonly Row[]> {
  const secret = keepSecret(filled(1, 32));
  const salt = filled(2, 24);
  const header = {
    kind: 'contribution',
    segmentEpoch: 1,
    currentEpoch: 1,
    bucket: NO_EXPIRY,
  } as const;
  const text = filled(3, 1000);
  const padded = filled(3, 1024);
  const none = new Uint8Array(0);
  return race(
    'seal and open a capsule of 1 KB',
    'capsules',
    repeating(() => {
      if (!openCapsule(secret, sealCapsule(secret, header, text, salt)).ok) throw new Error('shut');
    }),
    {
      'bare XChaCha20-Poly1305': repeating(() => {
        if (!aeadOpen(secret, salt, none, aeadSeal(secret, salt, none, padded)).ok)
          throw new Error('shut');
      }),
    },
  );
}
