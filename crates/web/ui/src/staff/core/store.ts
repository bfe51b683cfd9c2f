import { memoryStore, type Store } from 'react-admin';
import { keep, kept, type Kept } from '../../storage';

/** react-admin's preferences. Most of them live as long as the page: a list's filters name people. */
const KEPT: Record<string, Kept> = { theme: 'theme', 'sidebar.open': 'sidebar' };

export function createStore(): Store {
  const memory = memoryStore();
  return {
    ...memory,
    setup() {
      memory.setup();
      for (const [key, name] of Object.entries(KEPT)) {
        const value = kept(name);
        if (value !== null) memory.setItem(key, value === 'true' ? true : value === 'false' ? false : value);
      }
    },
    setItem(key, value) {
      const name = KEPT[key];
      if (name) keep(name, String(value));
      memory.setItem(key, value);
    },
  };
}
