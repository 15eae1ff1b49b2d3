import * as Automerge from '@automerge/automerge';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { setBenchTable } from './benchTable.ts';
import { race, type Attempt, type Row } from './rivals.ts';

const ENTRIES = 200;
const APPENDS = 10;
/** A letter of a long paragraph: with its padding a capsule of 1 KB. */
const TEXT = 'A circle is a table at which everybody sits. '.repeat(15);
const ROUNDS = 41;

/**
 * From the command to the next snapshot that shows it sent: stored, sealed with its name, stored, posted to a relay in
 * this process, read back from its log, checked, stored, and both snapshots made, in a part that holds 200 entries, at
 * a table of three. Against one `Automerge.change` that puts the same bytes into a document of 200 entries in memory.
 */
export async function benchContribution(): Promise<readonly Row[]> {
  const { devices, circleId, discussionId, time } = await setBenchTable(mlsGroup, 3, 24 * 90);
  const [author] = devices;
  if (author === undefined) throw new Error('nobody speaks');
  for (const guest of devices.slice(1)) await guest.house.stop();
  await author.send({ kind: 'show', shown: { circleId, discussionId } });
  let said = 0;
  const contribute = async () => {
    said += 1;
    const asked = { circleId, discussionId, text: `${said} ${TEXT}`, fadeHours: null } as const;
    await author.send({ kind: 'contribute', ...asked, replyTo: null });
    await author.until(({ circles, discussion }) => {
      const newest = discussion?.contributions.at(-1);
      return circles[0]?.sync.waiting === 0 && newest?.text.startsWith(`${said} `) === true;
    });
  };
  for (let at = 0; at < ENTRIES; at += 1) await contribute();
  await time.settle();
  const engine: Attempt = async () => {
    const startedAt = performance.now();
    for (let at = 0; at < APPENDS; at += 1) await contribute();
    return (APPENDS * 1000) / (performance.now() - startedAt);
  };
  const put = (document: Automerge.Doc<Record<string, unknown>>, at: number) =>
    Automerge.change(document, { time: 0 }, (draft) => {
      const capsule = new Uint8Array(1118).map((_, byte) => (byte * 7 + at * 31) % 256);
      draft[`${at}`.padStart(32, '0')] = { capsule };
    });
  let full = Automerge.init<Record<string, unknown>>();
  for (let at = 0; at < ENTRIES; at += 1) full = put(full, at);
  const bare: Attempt = () => {
    let document = Automerge.clone(full);
    const startedAt = performance.now();
    for (let at = 0; at < APPENDS; at += 1) document = put(document, ENTRIES + at);
    const rate = (APPENDS * 1000) / (performance.now() - startedAt);
    Automerge.free(document);
    return rate;
  };
  return race(
    'one contribution through the whole engine',
    'contributions',
    engine,
    { 'bare Automerge change in 200 entries': bare },
    ROUNDS,
  );
}
