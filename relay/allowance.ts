/**
 * How fast one connection is read from. Who sends faster is not refused but read later: pausing loses nothing,
 * and a client that offers a full outbox after a week away need not know the rate.
 */

export type Rate = {
  /** Of an append each record counts as one: it costs the store as much. */
  readonly framesPerSecond: number;
  readonly bytesPerSecond: number;
  /** What may come at once after quiet, in seconds of the rate. */
  readonly burstSeconds: number;
};

/** What is left at `atMs`, Unix milliseconds; below zero is a debt that time pays. */
export type Allowance = {
  readonly frames: number;
  readonly bytes: number;
  readonly atMs: number;
};

export function fullAllowance(rate: Rate, nowMs: number): Allowance {
  return {
    frames: rate.framesPerSecond * rate.burstSeconds,
    bytes: rate.bytesPerSecond * rate.burstSeconds,
    atMs: nowMs,
  };
}

/** A clock that steps back gives nothing and takes nothing. */
export function refill(allowance: Allowance, rate: Rate, nowMs: number): Allowance {
  const seconds = Math.max(0, nowMs - allowance.atMs) / 1000;
  const full = fullAllowance(rate, nowMs);
  return {
    frames: Math.min(full.frames, allowance.frames + seconds * rate.framesPerSecond),
    bytes: Math.min(full.bytes, allowance.bytes + seconds * rate.bytesPerSecond),
    atMs: nowMs,
  };
}

/** What has been received already, and so is always paid for. @param frames as many as a frame counts for */
export function spend(allowance: Allowance, frames: number, length: number): Allowance {
  return { ...allowance, frames: allowance.frames - frames, bytes: allowance.bytes - length };
}

export function isInDebt(allowance: Allowance): boolean {
  return allowance.frames < 0 || allowance.bytes < 0;
}
