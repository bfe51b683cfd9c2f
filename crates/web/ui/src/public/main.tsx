import { paint } from '../theme/sheet';

paint(null);
