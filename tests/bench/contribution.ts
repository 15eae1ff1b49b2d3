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
 * From the command to the next snapshot that shows it sent: sealed with its name, stored, posted to a relay in this
 * process, read back from its log, checked, stored, opened, and both snapshots made, at a table of three, in a discussion
 * that grows from 200 letters to 600. Not the document's file, which is written behind, once a minute for all that has
 * come. Against one `Automerge.change` that puts as many bytes into a document of 200 entries in memory.
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
  const capsules = Array.from({ length: ENTRIES + APPENDS }, (_, at) =>
    new Uint8Array(1118).map((__, byte) => (byte * 7 + at * 31) % 256),
  );
  const put = (document: Automerge.Doc<Record<string, unknown>>, at: number) =>
    Automerge.change(document, { time: 0 }, (draft) => {
      draft[`${at}`.padStart(32, '0')] = { capsule: capsules[at] };
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
  const rows = await race(
    'one contribution through the whole engine',
    'contributions',
    engine,
    { 'bare Automerge change in 200 entries': bare },
    ROUNDS,
  );
  await author.house.stop();
  return rows.map((row) => ({ ...row, least: 1 / 4 }));
}
