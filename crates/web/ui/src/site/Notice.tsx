import { useEffect, useRef, type ReactNode } from 'react';
import { useT } from '../i18n/react';
import { describe } from '../ui/describe';
import { Icon, type IconName } from './Icon';

interface Props {
  kind?: 'info' | 'warning' | 'error' | 'success';
  title?: string;
  children?: ReactNode;
  /** Read out at once. */
  urgent?: boolean;
}

const SIGNS: Record<NonNullable<Props['kind']>, IconName> = {
  info: 'info',
  warning: 'warning',
  error: 'warning',
  success: 'check',
};

export function Notice({ kind = 'info', title, children, urgent = false }: Props) {
  return (
    <div className={`notice notice-${kind}`} role={urgent ? 'alert' : undefined}>
      <Icon name={SIGNS[kind]} />
      <div>
        {title && <p className="notice-title">{title}</p>}
        {children && <div className="notice-text">{children}</div>}
      </div>
    </div>
  );
}

/** What went wrong, in words; brought into view and read out. */
export function Failure({ error, children }: { error: unknown; children?: ReactNode }) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Not returned: newer browsers answer with a promise.
    void box.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  return (
    <div ref={box}>
      <Notice kind="error" urgent>
        <p>{describe(error, t)}</p>
        {children}
      </Notice>
    </div>
  );
}
