import { useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Link } from 'wouter';
import type { CircleView, ContributionView, DiscussionView } from '../../model/snapshot.ts';
import { withNames, withReferences } from '../../model/mention.ts';
import type { Outcome } from '../../model/command.ts';
import { useClient, useCommand } from '../clientContext.ts';
import { useDrafts } from '../drafts.ts';
import { contributionFadeChoices } from '../fading.ts';
import { NotFoundPage } from '../pages/NotFoundPage.tsx';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { ErrorNote, Explanation } from '../parts/Explanation.tsx';
import { LockButton } from '../parts/LockButton.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { SyncLine } from '../parts/SyncLine.tsx';
import { fadeWords } from '../parts/fadeLabels.ts';
import { paths } from '../paths.ts';
import { usePreferences } from '../preferences.tsx';
import { Composer, type Terms } from './Composer.tsx';
import { Feed } from './Feed.tsx';
import type { ComposerMode } from './ModeLine.tsx';
import { letterId, type LetterActions } from './Letter.tsx';
import { NamesContext, useNames } from '../names.ts';
import { useAnnouncedArrivals, useOpeningPlace, useStableContributions } from './feedEffects.ts';

type Props = {
  readonly circle: CircleView;
  readonly discussionId: string;
  /** What the vault shows now; another discussion, or none, until it has answered. */
  readonly shown: DiscussionView | null;
  readonly nowMs: number;
};

const NEW: ComposerMode = { kind: 'new' };
const NOTHING: readonly ContributionView[] = [];

function focusLetter(contributionId: string): void {
  const letter = document.getElementById(letterId(contributionId));
  letter?.focus();
  letter?.scrollIntoView({ block: 'nearest' });
}

/** What is answered may fade or be withdrawn meanwhile, and what is edited may be nobody's any more. */
function stillStands(mode: ComposerMode, contributions: readonly ContributionView[]): boolean {
  if (mode.kind === 'new') return true;
  if (mode.kind === 'edit') {
    return contributions.some(({ id, mayEdit }) => id === mode.of.id && mayEdit);
  }
  return contributions.some(({ id, state }) => id === mode.to.id && state !== 'withdrawn');
}

export function DiscussionPage({ circle, discussionId, shown, nowMs }: Props) {
  const { messages, format } = usePreferences();
  const t = messages.discussion;
  const client = useClient();
  const sending = useCommand();
  const withdrawing = useCommand();
  const { run: react, error: reactError } = useCommand();
  const drafts = useDrafts();
  const [chosenMode, setMode] = useState<ComposerMode>(NEW);
  const [leavingId, setLeavingId] = useState<string | null>(null);
  const circleId = circle.id;
  const nameOf = useNames(circle.members);
  const summary = circle.discussions.find(({ id }) => id === discussionId);
  const view = shown?.id === discussionId ? shown : null;
  const contributions = useStableContributions(view?.contributions ?? NOTHING);
  const mode = stillStands(chosenMode, contributions) ? chosenMode : NEW;
  // What waited and has left meanwhile bears another name: it is asked about anew.
  const leaving = contributions.find(({ id }) => id === leavingId);
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    void client.send({ kind: 'show', shown: { circleId, discussionId } });
    return () => void client.send({ kind: 'show', shown: null });
  }, [client, circleId, discussionId]);
  const editedId = mode.kind === 'edit' ? mode.of.id : null;
  useEffect(
    // What is edited may fade meanwhile: nothing of it stays once it is left.
    () => () => {
      if (editedId !== null) drafts.edit(editedId, '');
    },
    [drafts, editedId],
  );
  useEffect(() => {
    const keep = () => void drafts.flush();
    document.addEventListener('visibilitychange', keep);
    return () => {
      document.removeEventListener('visibilitychange', keep);
      keep();
    };
  }, [drafts]);
  useAnnouncedArrivals(contributions, view?.title ?? null);
  useOpeningPlace(view, summary?.hasUnread ?? true, end);

  const actions = useMemo<LetterActions>(
    () => ({
      reply: (to) => setMode({ kind: 'reply', to }),
      quote: (to, passage) => setMode({ kind: 'quote', to, passage }),
      edit: (of) => setMode({ kind: 'edit', of }),
      withdraw: ({ id }) => setLeavingId(id),
      react: ({ id }, reaction, isSaid) =>
        void react({ kind: isSaid ? 'unreact' : 'react', circleId, entryId: id, reaction }),
      show: focusLetter,
    }),
    [react, circleId],
  );
  const stop = () => {
    if (mode.kind === 'reply' || mode.kind === 'quote') focusLetter(mode.to.id);
    if (mode.kind === 'edit') focusLetter(mode.of.id);
    setMode(NEW);
  };
  const send = async (written: string, terms: Terms): Promise<Outcome> => {
    const text = withReferences(written, circle.members);
    if (mode.kind === 'edit') {
      const outcome = await sending.run({ kind: 'edit', circleId, entryId: mode.of.id, text });
      if (outcome.ok) stop();
      return outcome;
    }
    drafts.hold();
    const replyTo = mode.kind === 'reply' ? mode.to.id : null;
    const outcome = await sending.run({
      kind: 'contribute',
      circleId,
      discussionId,
      text,
      ...terms,
      replyTo,
      ...(mode.kind === 'quote' && { quote: { entryId: mode.to.id, text: mode.passage } }),
    });
    if (outcome.ok) {
      drafts.sent(discussionId);
      setMode(NEW);
    }
    return outcome;
  };

  const withdraw = async (entryId: string) => {
    // The dialog gives the focus back before the letter, or its buttons, can go.
    flushSync(() => setLeavingId(null));
    const outcome = await withdrawing.run({ kind: 'withdraw', circleId, entryId });
    if (outcome.ok) focusLetter(entryId);
  };

  const isBehind = !circle.sync.isConnected || circle.sync.waiting > 0;
  const isStopped = circle.trouble === 'fork' || circle.trouble === 'left-behind';
  const hasNoSeat = circle.trouble === 'out-of-step' || circle.trouble === 'long-away';
  const leavesAtOnce = circle.sync.isConnected && !isStopped && !hasNoSeat;
  const title = view?.title ?? summary?.title;
  const fadesAtMs = view === null ? (summary?.fadesAtMs ?? null) : view.fadesAtMs;
  if (title === undefined) return <NotFoundPage text={t.gone} />;
  return (
    <NamesContext value={nameOf}>
      <div className="page page-discussion">
        <div className="crumb-bar">
          <Link className="crumb" href={paths.circle(circleId)}>
            ‹ {circle.name}
          </Link>
          <LockButton className="quiet" />
        </div>
        <header className="column">
          <PageHeading>{title}</PageHeading>
          <p className="meta">
            <span className="time-left">{fadeWords(fadesAtMs, nowMs, messages.fade, format)}</span>
            {view !== null && <span>{t.opened(format.aboutWhen(view.openedAtMs, nowMs))}</span>}
          </p>
          <SyncLine sync={circle.sync} nowMs={nowMs} />
          {circle.trouble !== null && (
            <div className="stack">
              <Explanation of={messages.circle.troubles[circle.trouble]} />
            </div>
          )}
        </header>
        <div className="feed-wrap">
          {view !== null && (contributions.length > 0 || view.blankPages.length > 0) && (
            <Feed
              circle={circle}
              discussion={{ ...view, contributions }}
              nowMs={nowMs}
              actions={actions}
            />
          )}
          {view !== null && contributions.length === 0 && <p className="lede">{t.empty}</p>}
          <ErrorNote error={withdrawing.error ?? reactError} />
          <div ref={end} />
        </div>
        {circle.trouble === 'removed' ? (
          <p className="composer muted">{messages.composer.frozen}</p>
        ) : view === null ? null : (
          <Composer
            key={mode.kind === 'edit' ? mode.of.id : 'new'}
            mode={mode}
            initialText={
              mode.kind === 'edit'
                ? withNames(mode.of.text, nameOf)
                : (drafts.read(discussionId) ?? view.draft)
            }
            status={isBehind ? <SyncLine sync={circle.sync} nowMs={nowMs} /> : null}
            members={circle.members}
            fadeChoices={contributionFadeChoices(
              circle.charter.longestFade,
              mode.kind === 'quote' ? (mode.to.fadesAtMs ?? fadesAtMs) : fadesAtMs,
              nowMs,
            )}
            nowMs={nowMs}
            allowsUnnamed={circle.charter.allowsUnnamed}
            usualFade={circle.charter.defaultFade}
            leavesAtOnce={leavesAtOnce}
            command={sending}
            onChange={(text) => {
              if (mode.kind !== 'edit') drafts.write(circleId, discussionId, text);
              else drafts.edit(mode.of.id, text === withNames(mode.of.text, nameOf) ? '' : text);
            }}
            onStop={stop}
            onSend={send}
          />
        )}
        {leaving !== undefined && (
          <ConfirmDialog
            title={t.withdrawTitle}
            text={leaving.state === 'waiting' ? t.withdrawWaitingText : t.withdrawText}
            confirm={t.withdraw}
            onClose={() => setLeavingId(null)}
            onConfirm={() => void withdraw(leaving.id)}
          />
        )}
      </div>
    </NamesContext>
  );
}
