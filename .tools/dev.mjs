// The relay, restarted on change, beside Vite's development server with fast refresh.
import { spawn } from 'node:child_process';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';

const CLIENT_PORT = 5173;
const RELAY_PORT = 8787;

// Clients sign for the origin that they see, which is Vite's.
const relay = spawn(process.execPath, ['--watch', 'relay/main.ts'], {
  stdio: 'inherit',
  env: { ...process.env, PORT: `${RELAY_PORT}`, ORIGIN: `http://localhost:${CLIENT_PORT}` },
});
process.on('exit', () => relay.kill());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));

const server = await createServer({
  plugins: [react()],
  server: {
    port: CLIENT_PORT,
    strictPort: true,
    proxy: { '^/relay$': { target: `http://localhost:${RELAY_PORT}`, ws: true } },
  },
});
await server.listen();
server.printUrls();
