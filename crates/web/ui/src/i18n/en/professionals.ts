import type { Translation } from '..';
import type { professionals as es } from '../es/professionals';

export const professionals: Translation<typeof es> = {};
