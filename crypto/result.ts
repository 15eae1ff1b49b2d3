/** What reading bytes from outside may give. One `NotAuthentic`, no finer oracle. */
export type ReadError = 'Malformed' | 'UnknownEpoch' | 'NotAuthentic' | 'Faded';

export type Result<Value, Failure = ReadError> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure };

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function fail<Failure>(error: Failure): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error };
}
