import type { Translation } from '..';
import type { agenda as es } from '../es/agenda';

export const agenda: Translation<typeof es> = {};
