// Everything that the super admin reads.
import { account } from './account';
import { common } from './common';
import { frame } from './frame';
import { platform } from './platform';
import { reactAdmin } from './reactAdmin';

export default { ...reactAdmin, account, common, frame, platform };
