import type { Translation } from '..';
import type { branches as es } from '../es/branches';

export const branches: Translation<typeof es> = {};
