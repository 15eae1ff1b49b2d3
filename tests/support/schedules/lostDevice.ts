import { equalBytes, toHex } from '../../../crypto/index.ts';
import { askAgain, takeSeatAgain } from '../../../client/vault/askAgain.ts';
import { hourOf } from '../../../client/vault/hours.ts';
import { askingId, standingNacks } from '../../../client/vault/nacks.ts';
import { send } from './conversation.ts';
import type { CoreDevice } from './coreDevice.ts';
import { inboxOf } from './door.ts';
import { Died, type World } from './world.ts';

/** Devices that have lost their seats: they ask, somebody lets them in, and they sit down again. */

/** Somebody gives a seat back, if anybody asks. */
export async function letIn<Group>(world: World<Group>, actor: CoreDevice<Group>): Promise<void> {
  const { circle } = actor;
  const [nack] = standingNacks(circle, hourOf(actor.nowMs()));
  if (nack === undefined || circle.lost !== null) return;
  const circleId = toHex(circle.circleId);
  await send(world, actor, { kind: 'seat-again', circleId, askingId: askingId(nack) });
}

/** Connected, having read everything: asks, and looks for the answer. @returns whether it sits again */
export async function askForSeat<Group>(
  world: World<Group>,
  device: CoreDevice<Group>,
): Promise<boolean> {
  const { lost } = device.circle;
  if (lost === null || lost.isLeftBehind || !device.isCaughtUp || device.line === null)
    return false;
  try {
    const asked = await askAgain(device.circle, lost, world.groups, world.relay.hour(), world);
    if (asked !== device.circle) await device.session.update(() => asked);
    if (asked.lost?.asked == null) return false;
    const { record } = asked.lost.asked;
    void world.relay.append(device.line, device.circle.head.index, [record]);
    return await sitDown(world, device);
  } catch (error) {
    if (error instanceof Died) return false;
    throw error;
  }
}

async function sitDown<Group>(world: World<Group>, device: CoreDevice<Group>): Promise<boolean> {
  const { circle } = device;
  const { lost } = circle;
  if (lost?.asked == null) return false;
  const { nack, keyPackageRef } = lost.asked;
  let seat: Uint8Array | null = null;
  for (const { body } of inboxOf(world, { ...nack, relay: circle.relay })) {
    const isOwn = body?.kind === 'welcome' && equalBytes(body.keyPackageRef, keyPackageRef);
    if (isOwn && seat !== null) {
      const answer = { welcome: body.welcome, seat };
      const next = await takeSeatAgain(circle, lost, answer, world.groups, device.keyHour());
      if (next === null) return false;
      await device.session.update(() => next);
      device.disconnect();
      device.connect();
      return true;
    }
    seat = body?.kind === 'seat' ? body.sealed : null;
  }
  return false;
}
