import { createRoot } from 'react-dom/client';
import { App } from '../../client/ui/App.tsx';
import type { Client } from '../../client/app/client.ts';
import { createFakeClient } from '../support/fakeClient.ts';
import { LONG_DISCUSSION } from '../support/longSnapshots.ts';
import { DISCUSSION } from '../support/sampleSnapshots.ts';
import { BROKEN_SCENES, isBrokenSceneName, isSceneName, SCENES, type Scene } from './scenes.ts';

// For development and browser tests only: the face over a vault that is not there. `/?scene=circle` shows
// one screen; without a scene, the list of them.
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

/** What is contributed is answered when the test says so: an event `answer`, with `refuse` as its detail or without. */
function holding(client: Client): Client {
  return {
    ...client,
    send: (command) =>
      command.kind !== 'contribute'
        ? client.send(command)
        : new Promise((resolve) => {
            const answer = (event: Event) => {
              const refuses = event instanceof CustomEvent && event.detail === 'refuse';
              resolve(refuses ? { ok: false, error: 'too-long' } : client.send(command));
            };
            window.addEventListener('answer', answer, { once: true });
          }),
  };
}

const asked = new URLSearchParams(window.location.search);

function show(container: HTMLElement, { path, snapshot, discussion }: Scene): void {
  window.history.replaceState(null, '', path);
  const client = createFakeClient(snapshot, [discussion ?? DISCUSSION, LONG_DISCUSSION]);
  createRoot(container).render(
    <App client={asked.has('held') ? holding(client) : client} updates={null} />,
  );
}

const name = asked.get('scene');
if (isSceneName(name)) show(root, SCENES[name]);
else if (isBrokenSceneName(name)) show(root, BROKEN_SCENES[name]);
else {
  createRoot(root).render(
    <ul>
      {Object.keys(SCENES).map((scene) => (
        <li key={scene}>
          <a href={`/?scene=${scene}`}>{scene}</a>
        </li>
      ))}
    </ul>,
  );
}
