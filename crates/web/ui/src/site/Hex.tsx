import type { ReactNode } from 'react';

/** A cell of the honeycomb: standing on its point, with round corners. Decoration, unless somebody labels it. */
export function Hex({ className = '', children }: { className?: string; children?: ReactNode }) {
  return (
    <span className={`hex ${className}`} aria-hidden="true">
      <svg viewBox="0 0 52 58" focusable="false">
        <path
          d="M26 4 47 16.2V41.8L26 54 5 41.8V16.2Z"
          fill="currentColor"
          stroke="currentColor"
          strokeWidth="8"
          strokeLinejoin="round"
        />
      </svg>
      <span className="hex-content">{children}</span>
    </span>
  );
}

/** Panal's mark. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <g strokeWidth="3" strokeLinejoin="round">
        <path fill="#f2a81d" stroke="#f2a81d" d="M18.2 7 29.4 13.5V26.5L18.2 33 7 26.5V13.5Z" />
        <path fill="#ffd166" stroke="#ffd166" d="M45.8 7 57 13.5V26.5L45.8 33 34.6 26.5V13.5Z" />
        <path fill="#d98200" stroke="#d98200" d="M32 31 43.2 37.5V50.5L32 57 20.8 50.5V37.5Z" />
      </g>
    </svg>
  );
}
