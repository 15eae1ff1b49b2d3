import { Suspense, useEffect, useState } from 'react';
import { Route, Switch, useLocation, useRoute } from 'wouter';
import { useSnapshot, type Client } from '../app/client.ts';
import type { UpdateWatcher } from '../app/updates.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { AnnouncerProvider } from './announcer.tsx';
import { ClientContext, UpdatesContext, useClient } from './clientContext.ts';
import { createDrafts, DraftsContext, useAskedBeforeLeaving } from './drafts.ts';
import { lazyPart } from './lazyPart.tsx';
import { PageBoundary } from './pages/BrokenPage.tsx';
import { CirclePage } from './pages/CirclePage.tsx';
import { CirclesPage } from './pages/CirclesPage.tsx';
import { DoorPage } from './pages/DoorPage.tsx';
import { JoinPage } from './pages/JoinPage.tsx';
import { NotFoundPage } from './pages/NotFoundPage.tsx';
import { CreatePassphrasePage, UnlockPage } from './pages/PassphrasePages.tsx';
import {
  ClearedPage,
  DamagedPage,
  ElsewherePage,
  UnloadedPage,
  UnsupportedPage,
} from './pages/VaultNotice.tsx';
import { WelcomePage } from './pages/WelcomePage.tsx';
import { paths } from './paths.ts';
import { PreferencesProvider, useMessages } from './preferences.tsx';
import { Shell } from './shell/Shell.tsx';
import { useAnnouncedNews } from './useAnnouncedNews.ts';
import './styles/index.css';

const loadDiscussion = () => import('./discussion/DiscussionPage.tsx');
const DiscussionPage = lazyPart(async () => (await loadDiscussion()).DiscussionPage);
const CreateCirclePage = lazyPart(
  async () => (await import('./pages/CreateCirclePage.tsx')).CreateCirclePage,
);
const InvitePage = lazyPart(async () => (await import('./pages/InvitePage.tsx')).InvitePage);
const MembersPage = lazyPart(async () => (await import('./pages/MembersPage.tsx')).MembersPage);
const SettingsPage = lazyPart(async () => (await import('./pages/SettingsPage.tsx')).SettingsPage);
const LimitsPage = lazyPart(async () => (await import('./pages/LimitsPage.tsx')).LimitsPage);

/**
 * The whole face over one vault.
 * @param updates says when a newer client waits; null where none ever does
 */
export function App({
  client,
  updates,
}: {
  readonly client: Client;
  readonly updates: UpdateWatcher | null;
}) {
  const snapshot = useSnapshot(client);
  return (
    <PreferencesProvider>
      <ClientContext value={client}>
        <UpdatesContext value={updates}>
          <AnnouncerProvider isOpen={snapshot.vault.kind === 'open'}>
            <PageBoundary isAlone>
              <Suspense fallback={null}>
                <Vault snapshot={snapshot} />
              </Suspense>
            </PageBoundary>
          </AnnouncerProvider>
        </UpdatesContext>
      </ClientContext>
    </PreferencesProvider>
  );
}

function Vault({ snapshot }: { readonly snapshot: Snapshot }) {
  const { vault } = snapshot;
  const messages = useMessages();
  const [location] = useLocation();
  const [isJoin] = useRoute(paths.join);
  const [hasBegunAgain, setBegunAgain] = useState(false);

  switch (vault.kind) {
    case 'starting':
      return (
        <main className="starting">
          <h1>{messages.vault.starting}</h1>
        </main>
      );
    case 'unsupported':
      return <UnsupportedPage reason={vault.reason} />;
    case 'unloaded':
      return <UnloadedPage />;
    case 'elsewhere':
      return <ElsewherePage />;
    case 'damaged':
      return <DamagedPage />;
    case 'empty':
    case 'cleared':
    case 'locked':
    case 'open':
      break;
  }
  if (vault.kind === 'cleared' && !hasBegunAgain && location !== paths.limits)
    return <ClearedPage onBegin={() => setBegunAgain(true)} />;
  if (isJoin) return <JoinPage vault={vault.kind} />;
  if (vault.kind === 'open') return <OpenVault snapshot={snapshot} />;
  if (location === paths.limits) return <LimitsPage isAlone />;
  if (vault.kind === 'locked') return <UnlockPage />;
  return location === paths.create ? <CreatePassphrasePage /> : <WelcomePage />;
}

function OpenVault({ snapshot }: { readonly snapshot: Snapshot }) {
  const client = useClient();
  const [drafts] = useState(() => createDrafts(client));
  useAskedBeforeLeaving(drafts);
  const { circles, nowMs } = snapshot;
  const [isDoor, door] = useRoute('/j/:inviteId');
  useAnnouncedNews(circles, snapshot.discussion?.id ?? null);
  const circleOf = (id: string) => circles.find((circle) => circle.id === id);

  useEffect(() => {
    // So that the first discussion opens at once, online or not.
    loadDiscussion().catch(() => {
      // Asked for again where it is needed.
    });
  }, []);
  if (isDoor) return <DoorPage inviteId={door.inviteId} snapshot={snapshot} />;
  return (
    <DraftsContext value={drafts}>
      <Shell snapshot={snapshot}>
        <PageBoundary>
          <Suspense fallback={null}>
            <Switch>
              <Route path={paths.circles}>
                <CirclesPage snapshot={snapshot} />
              </Route>
              <Route path={paths.create}>
                <CreateCirclePage />
              </Route>
              <Route path={paths.settings}>
                <SettingsPage snapshot={snapshot} />
              </Route>
              <Route path={paths.limits}>
                <LimitsPage />
              </Route>
              <Route path="/c/:circleId/d/:discussionId">
                {({ circleId, discussionId }) => {
                  const circle = circleOf(circleId);
                  return circle === undefined ? (
                    <NotFoundPage />
                  ) : (
                    <DiscussionPage
                      key={discussionId}
                      circle={circle}
                      discussionId={discussionId}
                      shown={snapshot.discussion}
                      nowMs={nowMs}
                    />
                  );
                }}
              </Route>
              <Route path="/c/:circleId/:room?">
                {({ circleId, room }) => {
                  const circle = circleOf(circleId);
                  if (circle === undefined) return <NotFoundPage />;
                  if (room === 'members')
                    return <MembersPage key={circleId} circle={circle} nowMs={nowMs} />;
                  if (room === 'invite')
                    return <InvitePage key={circleId} circle={circle} nowMs={nowMs} />;
                  return <CirclePage key={circleId} circle={circle} nowMs={nowMs} />;
                }}
              </Route>
              <Route>
                <NotFoundPage />
              </Route>
            </Switch>
          </Suspense>
        </PageBoundary>
      </Shell>
    </DraftsContext>
  );
}
