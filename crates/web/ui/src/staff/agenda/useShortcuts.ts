import { useEffect, useEffectEvent } from 'react';
import { step } from './ranges';
import type { AgendaState, View } from './state';
import type { Shown } from './useShown';

const VIEW_KEYS: Record<string, View> = { d: 'day', w: 'week', m: 'month', l: 'list' };

interface Shortcuts {
  state: AgendaState;
  shown: Shown;
  change: (part: Partial<AgendaState>) => void;
  onNew: () => void;
  onHelp: () => void;
}

/** The agenda by keyboard. Keys are somebody else's while a field or a dialog has the focus. */
export function useShortcuts({ state, shown, change, onNew, onHelp }: Shortcuts): void {
  const press = useEffectEvent((event: KeyboardEvent): boolean => {
    const go = (by: 1 | -1) => change({ date: step(state.view, shown.date, by, shown.formats) });
    const view = VIEW_KEYS[event.key];
    if (view) change({ view });
    else if (event.key === 't') change({ date: '' });
    else if (event.key === 'ArrowLeft' || event.key === 'PageUp') go(-1);
    else if (event.key === 'ArrowRight' || event.key === 'PageDown') go(1);
    else if (event.key === 'n' || event.key === '/') onNew();
    else if (event.key === '?') onHelp();
    else if (event.key === 'Escape' && state.appointment) change({ appointment: '' });
    else return false;
    return true;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || taken(event.target))
        return;
      if (event.key.startsWith('Page') && scrolls(event.target)) return;
      if (press(event)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function taken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest(
      'input, textarea, select, [role=combobox], [role=dialog], [role=menu], [role=listbox], [role=tablist]',
    ) !== null
  );
}

/** What has the focus and scrolls turns its own pages. */
function scrolls(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target !== document.body &&
    target.scrollHeight > target.clientHeight &&
    ['auto', 'scroll'].includes(getComputedStyle(target).overflowY)
  );
}
