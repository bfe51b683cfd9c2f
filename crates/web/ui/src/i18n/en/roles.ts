import type { Translation } from '..';
import type { roles as es } from '../es/roles';

export const roles: Translation<typeof es> = {};
