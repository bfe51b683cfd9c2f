import type { ReactNode } from 'react';
import { go, href } from '../site/location';

interface Props {
  /** Within this site. */
  to: string;
  className?: string;
  children: ReactNode;
}

/** Leads to another page of this site without loading it anew. */
export function Link({ to, className, children }: Props) {
  return (
    <a
      href={href(to)}
      className={className}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go(to);
        window.scrollTo({ top: 0 });
      }}
    >
      {children}
    </a>
  );
}
