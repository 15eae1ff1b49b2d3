// The relay, restarted on change, beside Vite's development server with fast refresh.
import { spawn } from 'node:child_process';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';

const relay = spawn(process.execPath, ['--watch', 'relay/main.ts'], { stdio: 'inherit' });
process.on('exit', () => relay.kill());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));

const server = await createServer({ plugins: [react()] });
await server.listen();
server.printUrls();
