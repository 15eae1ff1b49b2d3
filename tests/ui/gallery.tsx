import { createRoot } from 'react-dom/client';
import { App } from '../../client/ui/App.tsx';
import { createFakeClient } from '../support/fakeClient.ts';
import { DISCUSSION } from '../support/sampleSnapshots.ts';
import { BROKEN_SCENES, isBrokenSceneName, isSceneName, SCENES, type Scene } from './scenes.ts';

// For development and browser tests only: the face over a vault that is not there. `/?scene=circle` shows
// one screen; without a scene, the list of them.
function show(container: HTMLElement, { path, snapshot, discussion = DISCUSSION }: Scene): void {
  window.history.replaceState(null, '', path);
  const client = createFakeClient(snapshot, [discussion]);
  createRoot(container).render(<App client={client} updates={null} />);
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const name = new URLSearchParams(window.location.search).get('scene');
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
