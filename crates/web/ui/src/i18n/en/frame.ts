import type { Translation } from '..';
import type { frame as es } from '../es/frame';

export const frame: Translation<typeof es> = {};
