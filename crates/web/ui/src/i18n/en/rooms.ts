import type { Translation } from '..';
import type { rooms as es } from '../es/rooms';

export const rooms: Translation<typeof es> = {};
