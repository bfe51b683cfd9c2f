import type { Translation } from '..';
import type { account as es } from '../es/account';

export const account: Translation<typeof es> = {};
