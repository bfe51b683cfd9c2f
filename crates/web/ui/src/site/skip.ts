import type { MouseEvent } from 'react';

/** Goes to the content: with a base address, the link itself would lead to the first page. */
export function skip(event: MouseEvent): void {
  event.preventDefault();
  const main = document.getElementById('main');
  main?.focus();
  main?.scrollIntoView();
}
