// Everything that visitors of the base domain read.
import { common } from './common';
import { home } from './home';

export default { common, home };
