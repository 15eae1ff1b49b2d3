import { createContext, useContext, useState } from 'react';
import type { Client } from '../app/client.ts';
import type { UpdateWatcher } from '../app/updates.ts';
import type { Command, CommandError, Outcome } from '../model/command.ts';

export const UpdatesContext = createContext<UpdateWatcher | null>(null);
export const ClientContext = createContext<Client | null>(null);

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('outside ClientContext');
  return client;
}

export type CommandRun = {
  readonly run: (command: Command) => Promise<Outcome>;
  readonly error: CommandError | null;
  readonly isBusy: boolean;
};

/** Sends commands one at a time and keeps the last error beside the form that asked. */
export function useCommand(): CommandRun {
  const client = useClient();
  const [error, setError] = useState<CommandError | null>(null);
  const [isBusy, setBusy] = useState(false);

  const run = async (command: Command): Promise<Outcome> => {
    setBusy(true);
    setError(null);
    const outcome = await client
      .send(command)
      .catch((): Outcome => ({ ok: false, error: 'failed' }));
    setBusy(false);
    if (!outcome.ok) setError(outcome.error);
    return outcome;
  };
  return { run, error, isBusy };
}
