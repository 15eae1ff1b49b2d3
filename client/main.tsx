import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { STARTING } from './model/snapshot.ts';
import { App } from './ui/App.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

// The vault's worker takes this place.
const client = {
  getSnapshot: () => STARTING,
  subscribe: () => () => undefined,
  send: () => Promise.resolve({ ok: false, error: 'failed' } as const),
};

createRoot(root).render(
  <StrictMode>
    <App client={client} />
  </StrictMode>,
);
