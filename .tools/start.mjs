// Builds the client into dist/ and starts the relay, which serves it.
import { build } from 'vite';

await build({ logLevel: 'warn' });
await import('../relay/main.ts');
