import { fr } from '../../client/ui/locales/fr.ts';
import { contribute, hostCircle, openQuestion } from './support/journeys.ts';
import { expect, test } from './support/world.ts';

test('a browser that clears its storage under an open vault: the next gesture says that it is gone', async ({
  world,
}) => {
  const { relay } = world;
  const alice = await world.openPerson('Alice');
  await hostCircle(alice, relay.origin, { circle: 'La table du mardi' });
  await openQuestion(alice, 'Que reste-t-il ?', 'Tout, jusqu’ici.');
  const devtools = await alice.context.newCDPSession(alice.page);
  const storageTypes = 'indexeddb,file_systems';
  await devtools.send('Storage.clearDataForOrigin', { origin: relay.origin, storageTypes });
  await contribute(alice, 'Dans le vide.');
  await expect(alice.page.getByText(fr.vault.cleared.happened)).toBeVisible();
});
