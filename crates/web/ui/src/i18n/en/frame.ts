import type { Translation } from '..';
import type { frame as es } from '../es/frame';

export const frame: Translation<typeof es> = {
  list: {
    clear: 'Clear the search',
    noMatch: 'Nothing matches',
    noMatchHint: 'Try another word, or remove the filters.',
    clearFilters: 'Remove the filters',
  },
  form: {
    created: 'Created',
    unsaved: 'There are unsaved changes',
    changedElsewhere:
      'Somebody else changed this while you were typing. Loading the new version discards what you typed here.',
    loadNew: 'Load the new version',
    deleteTitle: 'Delete “%{name}”?',
  },
};
