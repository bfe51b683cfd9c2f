import type { Translation } from '..';
import type { clients as es } from '../es/clients';

export const clients: Translation<typeof es> = {};
