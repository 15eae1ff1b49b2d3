import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <main>
      <h1>Cenacle</h1>
      <p>L’interface n’est pas encore construite.</p>
      <p lang="en">The interface is not built yet.</p>
    </main>
  </StrictMode>,
);
