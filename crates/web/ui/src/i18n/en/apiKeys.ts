import type { Translation } from '..';
import type { apiKeys as es } from '../es/apiKeys';

export const apiKeys: Translation<typeof es> = {};
