// Everything that customers read.
import { common } from './common';
import { pages } from './public';

export default { common, public: pages };
