import { enFrame } from './enFrame.ts';
import { enDoor } from './enDoor.ts';
import { enTable } from './enTable.ts';
import { errors } from './enExplained.ts';

/** Every sentence of the face. `Messages` is its shape; each language has all of it. */
export const en = { ...enFrame, ...enDoor, ...enTable, errors };

export type Messages = typeof en;
