// Builds the client into dist/, then starts the relay, which serves it, in a process without Vite.
import { spawn } from 'node:child_process';
import { build } from 'vite';

await build({ logLevel: 'warn' });
const relay = spawn(process.execPath, ['relay/main.ts'], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => relay.kill(signal));
relay.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
