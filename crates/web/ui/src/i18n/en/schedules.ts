import type { Translation } from '..';
import type { schedules as es } from '../es/schedules';

export const schedules: Translation<typeof es> = {};
