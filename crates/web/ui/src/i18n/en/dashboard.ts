import type { Translation } from '..';
import type { dashboard as es } from '../es/dashboard';

export const dashboard: Translation<typeof es> = {};
