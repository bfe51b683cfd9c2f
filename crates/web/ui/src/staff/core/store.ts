import { memoryStore, type Store } from 'react-admin';
import { keep, kept, type Kept } from '../../storage';

/** react-admin's preferences. Most of them live as long as the page: a list's filters name people. */
const KEPT: Record<string, Kept> = { theme: 'theme', 'sidebar.open': 'sidebar' };

export function createStore(): Store {
  const memory = memoryStore();
  const recall = () => {
    for (const [key, name] of Object.entries(KEPT)) {
      const value = kept(name);
      if (value !== null) memory.setItem(key, value === 'true' ? true : value === 'false' ? false : value);
    }
    showTheme(kept('theme'));
  };
  return {
    ...memory,
    setup() {
      memory.setup();
      recall();
    },
    setItem(key, value) {
      const name = KEPT[key];
      if (name) keep(name, String(value));
      if (key === 'theme') showTheme(String(value));
      memory.setItem(key, value);
    },
    removeItem(key) {
      const name = KEPT[key];
      if (name) keep(name, null);
      if (key === 'theme') showTheme(null);
      memory.removeItem(key);
    },
    // Whoever logs out leaves nothing but how this device shows things.
    reset() {
      memory.reset();
      recall();
    },
  };
}

/** Tells style sheets which theme was chosen; null: the system's. */
function showTheme(theme: string | null): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
