import type { Translation } from '..';
import type { audit as es } from '../es/audit';

export const audit: Translation<typeof es> = {};
