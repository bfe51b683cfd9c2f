import type { Translation } from '..';
import type { settings as es } from '../es/settings';

export const settings: Translation<typeof es> = {};
