import type { CircleSession } from '../../../client/vault/sessionFace.ts';
import { withIntents } from '../../../client/vault/forgetting.ts';
import { lastingTrouble } from '../../../client/vault/trouble.ts';
import type { CoreDevice } from './coreDevice.ts';
import { discussionsOf } from './discussionsOf.ts';
import { store } from './stored.ts';

/** A device as the commands of a circle see it. @param wake that something waits to be sent */
export function sessionOf<Group>(
  device: CoreDevice<Group>,
  update: CircleSession['update'],
  wake: () => void,
): CircleSession {
  return {
    state: () => device.circle,
    discussions: discussionsOf(device),
    inboxes: { follow: () => undefined, knocks: () => device.knocks, stop: () => undefined },
    isConnected: () => device.isCaughtUp,
    trouble: () => lastingTrouble(device.circle),
    update,
    async enqueue(...intents) {
      await update((now) => withIntents(now, intents));
      wake();
    },
    puncture: () => store(device.circle),
    sweep: async () => undefined,
    settle: async () => undefined,
    start: () => device.connect(),
    keepUp: () => undefined,
    reconnect: () => undefined,
    stop: () => device.disconnect(),
  };
}
