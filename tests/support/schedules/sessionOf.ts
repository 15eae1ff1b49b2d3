import { encodeCircleState } from '../../../client/vault/circleState.ts';
import type { CircleSession } from '../../../client/vault/circleSession.ts';
import { withIntents } from '../../../client/vault/forgetting.ts';
import { lastingTrouble } from '../../../client/vault/trouble.ts';
import type { CoreDevice } from './coreDevice.ts';

/** A device as the commands of a circle see it. @param wake that something waits to be sent */
export function sessionOf<Group>(
  device: CoreDevice<Group>,
  update: CircleSession['update'],
  wake: () => void,
): CircleSession {
  return {
    state: () => device.circle,
    opened: () => device.opened(),
    inboxes: { follow: () => undefined, knocks: () => device.knocks, stop: () => undefined },
    isConnected: () => device.isCaughtUp,
    trouble: () => lastingTrouble(device.circle),
    hasRefused: () => device.hasRefused(),
    update,
    async enqueue(...intents) {
      await update((now) => withIntents(now, intents));
      wake();
    },
    puncture: (hour) => [String(hour), encodeCircleState(device.circle)],
    sweep: async () => undefined,
    start: () => device.connect(),
    keepUp: () => undefined,
    reconnect: () => undefined,
    stop: () => device.disconnect(),
  };
}
