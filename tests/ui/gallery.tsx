import { createRoot } from 'react-dom/client';
import { App } from '../../client/ui/App.tsx';
import { createFakeClient } from '../support/fakeClient.ts';
import { DISCUSSION } from '../support/sampleSnapshots.ts';
import { isSceneName, SCENES } from './scenes.ts';

// For development and browser tests only: the face over a vault that is not there. `/?scene=circle` shows
// one screen; without a scene, the list of them.
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const name = new URLSearchParams(window.location.search).get('scene');
if (isSceneName(name)) {
  const { path, snapshot } = SCENES[name];
  window.history.replaceState(null, '', path);
  createRoot(root).render(<App client={createFakeClient(snapshot, [DISCUSSION])} updates={null} />);
} else {
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
