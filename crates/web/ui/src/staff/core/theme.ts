import { useStore, useStoreContext } from 'react-admin';

export type ThemeChoice = 'light' | 'dark' | 'system';

/** How the screens look here, and how to choose it for this device. */
export function useThemeChoice(): [ThemeChoice, (choice: ThemeChoice) => void] {
  const store = useStoreContext();
  const [theme] = useStore<'light' | 'dark' | undefined>('theme');
  const choose = (choice: ThemeChoice) =>
    choice === 'system' ? store.removeItem('theme') : store.setItem('theme', choice);
  return [theme ?? 'system', choose];
}
