import type { Translation } from '..';
import type { home as es } from '../es/home';

export const home: Translation<typeof es> = {};
