import type { ReactNode } from 'react';
import type { CommandError } from '../../model/command.ts';
import type { Explained } from '../locales/enExplained.ts';
import { useMessages } from '../preferences.tsx';

/** What happened, what is safe, what to do. `isAlert` speaks at once: for the answer to one's own act only. */
export function Explanation({
  of,
  isAlert = false,
  children,
}: {
  readonly of: Explained;
  readonly isAlert?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className="notice notice-danger" role={isAlert ? 'alert' : undefined}>
      <p>
        <strong>{of.happened}</strong>
      </p>
      <p>{of.safe}</p>
      <p>{of.todo}</p>
      {children}
    </div>
  );
}

export function ErrorNote({ error }: { readonly error: CommandError | null }) {
  const { errors } = useMessages();
  return error === null ? null : <Explanation of={errors[error]} isAlert />;
}
