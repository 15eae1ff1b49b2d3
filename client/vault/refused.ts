import type { CommandError } from '../model/command.ts';

/** Why a command did nothing, as its sender is told. */
export class Refused extends Error {
  readonly error: CommandError;

  constructor(error: CommandError) {
    super(error);
    this.error = error;
  }
}
