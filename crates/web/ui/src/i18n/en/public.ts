import type { Translation } from '..';
import type { pages as es } from '../es/public';

export const pages: Translation<typeof es> = {};
