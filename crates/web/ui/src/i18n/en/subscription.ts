import type { Translation } from '..';
import type { subscription as es } from '../es/subscription';

export const subscription: Translation<typeof es> = {};
