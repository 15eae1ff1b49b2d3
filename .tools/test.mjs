// Every gate of the project in one run. The last line is `N passed, N failed`: each gate counts as
// one, and so does each test. With --quick: format, lint and types only.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { gzipSync } from 'node:zlib';

/** Published vectors, too many to be copied: the tests that read them are skipped where they are not. */
const VECTORS = ['../shared/vectors/mls', '../shared/vectors/wycheproof'];

const quick = process.argv.includes('--quick');
const count = { passed: 0, failed: 0 };

/** @returns whether it passed */
async function gate(name, run) {
  const startedAt = performance.now();
  let problem;
  try {
    problem = await run();
  } catch (error) {
    problem = String(error);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (problem === undefined) count.passed += 1;
  else count.failed += 1;
  console.log(`${problem === undefined ? 'pass' : 'FAIL'}  ${name} (${seconds} s)`);
  if (problem) console.log(problem.trimEnd().replaceAll(/^/gm, '      '));
  return problem === undefined;
}

/** @returns what it said, if it failed */
function command(name, ...args) {
  const child = spawn(join('node_modules', '.bin', name), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text) => (said += text));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status === 0 ? undefined : said || `${name} failed`));
  });
}

async function vitest() {
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-report-'));
  try {
    const report = join(folder, 'vitest.json');
    const problem = await command('vitest', 'run', '--reporter=json', `--outputFile=${report}`);
    if (!existsSync(report)) return problem ?? 'vitest wrote no report';
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const failures = [];
    let tests = 0;
    let skipped = 0;
    for (const file of testResults) {
      for (const test of file.assertionResults) {
        if (test.status === 'passed') count.passed += 1;
        else if (test.status === 'failed') {
          count.failed += 1;
          failures.push(`${file.name}: ${test.fullName}\n${test.failureMessages.join('\n')}`);
        } else {
          skipped += 1;
          continue;
        }
        tests += 1;
      }
      if (file.status === 'failed' && file.message) failures.push(`${file.name}: ${file.message}`);
    }
    console.log(`      ${tests} tests in ${testResults.length} files`);
    if (skipped > 0) {
      const absent = VECTORS.filter((path) => !existsSync(path));
      if (absent.length === 0) failures.push(`${skipped} tests are skipped without a reason`);
      else console.log(`      ${skipped} skipped: no published vectors in ${absent.join(', ')}`);
    }
    if (failures.length > 0) return failures.join('\n');
    return tests === 0 ? 'no test ran' : problem;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Another checkout may have its gallery open on the usual one. */
function freePort() {
  const ask =
    "const s = require('node:net').createServer().listen(0, () => { console.log(s.address().port); s.close(); })";
  return spawnSync(process.execPath, ['-e', ask], { encoding: 'utf8' }).stdout.trim();
}

/** Counts as vitest's tests do; what failed is shown with its error and where it came from. */
async function browserTests() {
  ensureChromium();
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-report-'));
  try {
    const report = join(folder, 'playwright.json');
    process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = report;
    process.env.GALLERY_PORT ??= freePort();
    const problem = await command('playwright', 'test', '--config=tests', '--reporter=json');
    if (!existsSync(report)) return problem ?? 'playwright wrote no report';
    const { suites, errors } = JSON.parse(readFileSync(report, 'utf8'));
    const failures = errors.map(({ message }) => message);
    const specs = suites.flatMap(specsOf);
    for (const { file, line, title, ok, tests } of specs) {
      if (ok) count.passed += 1;
      else {
        count.failed += 1;
        const causes = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
        failures.push(
          `${file}:${line} ${title}\n${causes.map((it) => stripVTControlCharacters(it.message)).join('\n')}`,
        );
      }
    }
    console.log(`      ${specs.length} tests in ${suites.length} files`);
    if (failures.length > 0) return failures.join('\n');
    return specs.length === 0 ? 'no test ran' : problem && 'playwright failed';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

// Browser tests use the system's Chromium; on Debian, as root, it can be had when it is missing.
function ensureChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  if (spawnSync('which', names, { encoding: 'utf8' }).stdout !== '') return;
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return;
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update'], options);
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
}

/** What each part of the build may weigh, in KiB after gzip; fonts are compressed as they are. */
function sizes() {
  const built = globSync('dist/**/*').filter((path) => statSync(path).isFile());
  const html = readFileSync('dist/index.html', 'utf8');
  const entry = built.filter((path) => path.endsWith('.js') && html.includes(basename(path)));
  const vault = reachableFrom(
    built.filter((path) => /\/worker-[^/]*\.js$/.test(path)),
    built,
  );
  if (entry.length === 0) return 'dist/index.html loads no script';
  if (vault.length === 0) return 'the build has no vault worker';
  const ending = (paths, end) => paths.filter((path) => path.endsWith(end));
  const parts = [
    { name: 'entry JavaScript', paths: entry, limit: 100 },
    { name: 'vault JavaScript', paths: ending(vault, '.js'), limit: 350 },
    { name: 'vault WebAssembly', paths: ending(vault, '.wasm'), limit: 1.15 * 1024 },
    { name: 'styles', paths: ending(built, '.css'), limit: 14 },
    { name: 'fonts', paths: ending(built, '.woff2'), limit: 85 },
  ];
  const tooLarge = [];
  for (const { name, paths, limit } of parts) {
    const weigh = (content) => (name === 'fonts' ? content : gzipSync(content)).length / 1024;
    const kib = paths.reduce((sum, path) => sum + weigh(readFileSync(path)), 0);
    console.log(`      ${name}: ${kib.toFixed(1)} KiB of ${limit.toFixed(0)}`);
    if (kib > limit) tooLarge.push(name);
  }
  return tooLarge.length === 0 ? undefined : `too large: ${tooLarge.join(', ')}`;
}

/** These files and every file of the build that one of them names. */
function reachableFrom(starts, built) {
  const reached = new Set(starts);
  for (const path of reached) {
    if (!path.endsWith('.js')) continue;
    const code = readFileSync(path, 'utf8');
    for (const other of built) if (code.includes(basename(other))) reached.add(other);
  }
  return [...reached];
}

// None of these waits for another.
const checks = [
  gate('format', () => command('oxfmt', '--check')),
  gate('lint', () => command('oxlint', '--deny-warnings')),
  gate('types', () => command('tsc', '--noEmit')),
];
if (!quick) checks.push(gate('dead code', () => command('knip', '--no-progress')));
await Promise.all(checks);
if (!quick) {
  await gate('tests', vitest);
  if (await gate('build', () => command('vite', 'build', '--logLevel', 'warn'))) {
    await gate('size', sizes);
    await gate('browser tests', browserTests);
  }
}

console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 ? 0 : 1;
