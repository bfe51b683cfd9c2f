import type { Translation } from '..';
import type { today as es } from '../es/today';

export const today: Translation<typeof es> = {};
