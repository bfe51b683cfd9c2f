import type { Translation } from '..';
import type { platform as es } from '../es/platform';

export const platform: Translation<typeof es> = {};
