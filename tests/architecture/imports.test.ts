import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

// The rules of .oxlintrc.json are shown to fail: each case is one file planted in a temporary copy
// that holds nothing else.

const BREACHES: [path: string, imported: string][] = [
  ['crypto/planted.ts', 'node:fs'],
  ['crypto/planted.ts', 'ts-mls'],
  ['crypto/planted.ts', 'react'],
  ['crypto/planted.ts', '@noble/curves/ed25519.js'],
  ['crypto/planted.ts', '../relay/frames.ts'],
  ['crypto/planted.ts', '../client/model/circle.ts'],
  ['crypto/group.ts', 'node:crypto'],
  ['relay/planted.ts', '../crypto/index.ts'],
  ['relay/planted.ts', '../crypto/aead.ts'],
  ['relay/planted.ts', '../client/model/circle.ts'],
  ['client/planted.ts', '../crypto/aead.ts'],
  ['client/planted.ts', '../relay/session.ts'],
  ['client/model/planted.ts', 'react'],
  ['client/model/planted.ts', 'node:fs'],
  ['client/model/planted.ts', '../storage/vault.ts'],
  ['client/model/planted.ts', '../../crypto/kdf.ts'],
  ['client/storage/planted.ts', '../sync/cursor.ts'],
  ['client/storage/planted.ts', '../../relay/frames.ts'],
  ['client/storage/planted.ts', '../../crypto/kdf.ts'],
  ['client/sync/planted.ts', '../vault/engine.ts'],
  ['client/sync/planted.ts', '../../relay/server.ts'],
  ['client/vault/planted.ts', '../app/session.ts'],
  ['client/vault/planted.ts', '../../crypto/aead.ts'],
  ['client/app/planted.ts', '../ui/screen.ts'],
  ['client/app/planted.ts', '../../relay/frames.ts'],
  ['client/ui/planted.ts', '../vault/engine.ts'],
  ['client/ui/planted.ts', '../storage/vault.ts'],
  ['client/ui/planted.ts', '../../crypto/index.ts'],
];

const ALLOWED: [path: string, imported: string][] = [
  ['crypto/planted.ts', './bytes.ts'],
  ['crypto/planted.ts', 'libsodium-wrappers'],
  ['crypto/planted.ts', '@scure/bip39'],
  ['crypto/planted.ts', '@scure/bip39/wordlists/french.js'],
  ['crypto/planted.ts', 'cborg'],
  ['crypto/planted.ts', '@noble/hashes/sha2.js'],
  ['crypto/group.ts', 'ts-mls'],
  ['crypto/group.ts', './bytes.ts'],
  ['relay/planted.ts', '../crypto/signature.ts'],
  ['relay/planted.ts', '../crypto/bytes.ts'],
  ['relay/planted.ts', '../crypto/sodium.ts'],
  ['relay/planted.ts', '../crypto/kdf.ts'],
  ['relay/planted.ts', '../crypto/result.ts'],
  ['relay/planted.ts', 'node:sqlite'],
  ['relay/planted.ts', 'ws'],
  ['client/model/planted.ts', './circle.ts'],
  ['client/model/planted.ts', '../../crypto/index.ts'],
  ['client/model/planted.ts', '@automerge/automerge/slim'],
  ['client/storage/planted.ts', 'idb'],
  ['client/storage/planted.ts', '../model/circle.ts'],
  ['client/storage/planted.ts', '../../crypto/index.ts'],
  ['client/sync/planted.ts', '../../relay/frames.ts'],
  ['client/sync/planted.ts', '../storage/vault.ts'],
  ['client/vault/planted.ts', '../sync/cursor.ts'],
  ['client/app/planted.ts', '../vault/commands.ts'],
  ['client/ui/planted.tsx', 'react'],
  ['client/ui/planted.ts', '../app/session.ts'],
];

const root = resolve(import.meta.dirname, '../..');

interface Case {
  path: string;
  imported: string;
}

// One file for each case, so that one run of the linter judges them all.
function numbered(cases: [path: string, imported: string][]): Case[] {
  return cases.map(([path, imported], index) => ({
    path: path.replace('planted', `planted${index}`),
    imported,
  }));
}

function plantAndLint(cases: Case[]): Map<string, string[]> {
  const copy = mkdtempSync(join(tmpdir(), 'cenacle-imports-'));
  try {
    for (const file of ['.oxlintrc.json', 'tsconfig.json', '.gitignore', 'package.json'])
      cpSync(join(root, file), join(copy, file));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const { path, imported } of cases) {
      const planted = join(copy, path);
      mkdirSync(dirname(planted), { recursive: true });
      appendFileSync(planted, `import '${imported}';\n`);
    }
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format=json'], {
      cwd: copy,
      encoding: 'utf8',
    });
    const report: { number_of_files: number; diagnostics: { code: string; filename: string }[] } =
      JSON.parse(stdout);
    expect(report.number_of_files).toBe(new Set(cases.map(({ path }) => path)).size);
    const found = new Map<string, string[]>();
    for (const { filename, code } of report.diagnostics)
      found.set(filename, [...(found.get(filename) ?? []), code]);
    return found;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

describe('a planted breach is caught', () => {
  const cases = numbered(BREACHES);
  let found: Map<string, string[]>;
  beforeAll(() => {
    found = plantAndLint(cases);
  });

  test.each(cases)('$path may not import $imported', ({ path }) => {
    expect(found.get(path)).toContain('eslint(no-restricted-imports)');
  });
});

describe('a clean file passes', () => {
  const cases = numbered(ALLOWED);
  let found: Map<string, string[]>;
  beforeAll(() => {
    found = plantAndLint(cases);
  });

  test.each(cases)('$path may import $imported', ({ path }) => {
    expect(found.get(path)).toBeUndefined();
  });
});
