import type { Translation } from '..';
import type { users as es } from '../es/users';

export const users: Translation<typeof es> = {};
