import { type FencedSecretStore, type SealedSecrets, SupersededFence } from './secretStore.ts';

/** A secret store in memory, for tests and for the engine outside a browser. */
export function createMemorySecretStore(): FencedSecretStore {
  let fence = 0;
  let stored: SealedSecrets | null = null;
  return {
    takeOver: async () => {
      const own = (fence += 1);
      const held = () => {
        if (own !== fence) throw new SupersededFence();
      };
      return {
        read: async () => {
          held();
          return stored === null ? null : copy(stored);
        },
        replace: async (sealed) => {
          held();
          stored = copy(sealed);
        },
      };
    },
  };
}

/** As a database would: what the caller changes later is not what was stored. */
function copy({ generation, values }: SealedSecrets): SealedSecrets {
  return {
    generation,
    values: new Map([...values].map(([name, value]) => [name, value.slice()])),
  };
}
