import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '../../crypto/bytes.ts';
import { recordHash } from '../../crypto/logHead.ts';
import type { SigningKeyPair } from '../../crypto/signature.ts';
import { openSqliteLogStore } from '../../relay/sqliteLogStore.ts';
import {
  appendUntilGone,
  ended,
  freePort,
  logOf,
  startRelay,
  type Acknowledged,
  type Batch,
} from '../support/relayProcess.ts';
import { chanceFrom, type Chance } from './chance.ts';

/**
 * Writers of several logs, a relay killed after a random count of answers or a random while, restarted on the same
 * file. What was acknowledged stands at its index for ever, nothing stands twice, no batch stands in part.
 */

const LOGS = 3;
const LONG_AGO = 100;
const FOR_EVER = 0xffff_fffe;

type Writer = {
  readonly log: SigningKeyPair;
  readonly acknowledged: Acknowledged[];
  readonly offered: Batch[];
  waiting: Batch[];
};

function batchFrom(chance: Chance): Batch {
  return Array.from({ length: 1 + chance.below(12) }, () => ({
    bytes: chance.bytes(40 + chance.below(chance.isLikely(0.1) ? 20_000 : 1000)),
    expiry: chance.isLikely(0.1) ? LONG_AGO : FOR_EVER,
    isBarrier: false,
  }));
}

function check({ log, acknowledged, offered }: Writer, path: string): number {
  const store = openSqliteLogStore(path);
  try {
    const stored = store.read(log.publicKey, 0, Number.MAX_SAFE_INTEGER, 1 << 20);
    const indexes = new Map(stored.map(({ hash, index }) => [toHex(hash), index]));
    if (indexes.size !== stored.length) throw new Error('a record stands twice');
    for (const [at, record] of stored.entries()) {
      if (record.index !== at + 1) throw new Error(`a gap before record ${record.index}`);
      if (record.hour < (stored[at - 1]?.hour ?? 0)) throw new Error('an hour runs backwards');
      if (record.bytes === null && record.expiry !== LONG_AGO) throw new Error('erased too early');
      const isTrue =
        record.bytes === null || toHex(recordHash(record.bytes)) === toHex(record.hash);
      if (!isTrue) throw new Error('a hash is not that of its record');
    }
    const indexOf = ({ bytes }: Batch[number]) => indexes.get(toHex(recordHash(bytes)));
    for (const { batch, indexes: promised } of acknowledged) {
      for (const [at, record] of batch.entries()) {
        if (indexOf(record) !== promised[at]) throw new Error('an acknowledged record is lost');
      }
    }
    for (const batch of offered) {
      const standing = batch.filter((record) => indexOf(record) !== undefined).length;
      if (standing !== 0 && standing !== batch.length) throw new Error('half a batch stands');
    }
    return stored.length;
  } finally {
    store.close();
  }
}

export async function soakRelay(seed: number): Promise<string> {
  const chance = chanceFrom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-soak-'));
  const port = await freePort();
  const writers: Writer[] = Array.from({ length: LOGS }, (_, at) => ({
    log: logOf(at + 1),
    acknowledged: [],
    offered: [],
    waiting: [],
  }));
  const cycles = 3 + chance.below(4);
  try {
    let records = 0;
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const relay = await startRelay(folder, port);
      let answersLeft = 1 + chance.below(60);
      const timer = setTimeout(() => relay.kill('SIGKILL'), 20 + chance.below(1500));
      const countDown = () => {
        answersLeft -= 1;
        if (answersLeft === 0) relay.kill('SIGKILL');
      };
      await Promise.all(
        writers.map(async (writer) => {
          const fresh = Array.from({ length: 10 + chance.below(20) }, () => batchFrom(chance));
          writer.offered.push(...fresh);
          // What had no answer is offered again, as a client does; now and then what had one, too.
          const again = writer.acknowledged.slice(-2).map(({ batch }) => batch);
          const batches = [...writer.waiting, ...again, ...fresh];
          const done = await appendUntilGone(port, writer.log, batches, countDown);
          writer.acknowledged.push(...done);
          const answered = new Set(done.map(({ batch }) => batch));
          writer.waiting = batches.filter((batch) => !answered.has(batch));
        }),
      );
      clearTimeout(timer);
      relay.kill('SIGKILL');
      await ended(relay);
      const path = join(folder, 'relay.db');
      records = writers.reduce((sum, writer) => sum + check(writer, path), 0);
    }
    return `${cycles} kills, ${records} records in ${LOGS} logs`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
