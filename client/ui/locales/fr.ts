import type { Messages } from './en.ts';
import { frFrame } from './frFrame.ts';
import { frDoor } from './frDoor.ts';
import { frTable } from './frTable.ts';
import { errors } from './frExplained.ts';

export const fr: Messages = { ...frFrame, ...frDoor, ...frTable, errors };
