import type { Translation } from '..';
import type { services as es } from '../es/services';

export const services: Translation<typeof es> = {};
