import { createServer } from 'node:http';
import { serveStaticFile } from './staticFiles.ts';

const port = Number(process.env['PORT'] ?? 8787);
const server = createServer((request, response) => {
  serveStaticFile('dist', request, response).catch(() => response.destroy());
});

server.on('error', (error: NodeJS.ErrnoException) => {
  const reason =
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use: stop what listens there, or set PORT to another.`
      : `The server could not start (${error.code ?? 'unknown reason'}).`;
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
});
server.listen(port, () => process.stdout.write(`Cenacle is at http://localhost:${port}\n`));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
