import type { Translation } from '..';
import type { waiting as es } from '../es/waiting';

export const waiting: Translation<typeof es> = {};
