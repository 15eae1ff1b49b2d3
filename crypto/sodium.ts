import sodium from 'libsodium-wrappers';

/** Resolves once libsodium is compiled. Await it before calling anything else of crypto/. */
export const sodiumReady: Promise<void> = sodium.ready;

export { sodium };
