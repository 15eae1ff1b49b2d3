import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createUpdateWatcher } from './app/updates.ts';
import { createWorkerClient } from './app/workerClient.ts';
import { App } from './ui/App.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createUpdateWatcher();

createRoot(root).render(
  <StrictMode>
    <App client={createWorkerClient()} />
  </StrictMode>,
);
