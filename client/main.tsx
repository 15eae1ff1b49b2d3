import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { useSnapshot } from './app/client.ts';
import { createUpdateWatcher } from './app/updates.ts';
import { createWorkerClient } from './app/workerClient.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const client = createWorkerClient();
createUpdateWatcher();

/** Stands in until the face is built. */
function VaultState() {
  const { vault } = useSnapshot(client);
  return (
    <>
      <output>{vault.kind === 'unsupported' ? vault.reason : vault.kind}</output>
      {vault.kind === 'elsewhere' && (
        <button onClick={() => void client.send({ kind: 'use-here' })}>Use here</button>
      )}
    </>
  );
}

createRoot(root).render(
  <StrictMode>
    <main>
      <h1>Cenacle</h1>
      <p>L’interface n’est pas encore construite.</p>
      <p lang="en">The interface is not built yet.</p>
      <VaultState />
    </main>
  </StrictMode>,
);
