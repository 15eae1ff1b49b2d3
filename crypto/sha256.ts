/** Only what Automerge's file format and MLS ask for; everything of ours is BLAKE2b. */
export { sha256 } from '@noble/hashes/sha2.js';
