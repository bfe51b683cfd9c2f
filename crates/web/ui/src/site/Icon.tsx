/** Strokes of 24 × 24. */
const PATHS = {
  arrowLeft: 'M19 12H5m6-6-6 6 6 6',
  arrowRight: 'M5 12h14m-6-6 6 6-6 6',
  calendar: 'M4 9h16M8 3v4m8-4v4M6 5h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z',
  check: 'm5 12.5 4.5 4.5L19 7',
  chevronLeft: 'm14.5 6-6 6 6 6',
  chevronRight: 'm9.5 6 6 6-6 6',
  clock: 'M12 7v5l3.2 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  close: 'm6 6 12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  download: 'M12 4v11m-5-5 5 5 5-5M5 20h14',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-9-9h18M12 3c5 5 5 13 0 18-5-5-5-13 0-18Z',
  heart: 'M12 20C5 15.5 3 12 3 8.8A4.6 4.6 0 0 1 12 7a4.6 4.6 0 0 1 9 1.8C21 12 19 15.5 12 20Z',
  info: 'M12 11v5.5m0-8.7v.2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  mail: 'M4 6h16v12H4zm0 1 8 6 8-6',
  phone:
    'M7 3.5 9.5 4l1 4-2 1.8a12 12 0 0 0 5.7 5.7l1.8-2 4 1 .5 2.5c0 2-1.5 3.5-3.5 3.5C10 20.5 3.5 14 3.5 7 3.5 5 5 3.5 7 3.5Z',
  pin: 'M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21Zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  plus: 'M12 5v14M5 12h14',
  search: 'm20 20-4.5-4.5M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z',
  shield: 'M12 3 5 6v5c0 4.8 2.8 8.3 7 10 4.2-1.7 7-5.2 7-10V6Z',
  star: 'm12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8Z',
  user: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.6-4 3.5-6 7.5-6s6.9 2 7.5 6',
  users:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9c.4-3.8 2.8-5.5 6.5-5.5s6.1 1.7 6.5 5.5M16 4.5a3.3 3.3 0 0 1 0 6.3m2.2 4.2c2 .7 3.1 2.4 3.3 5',
  warning: 'M12 9.5v4.5m0 3v.2M10.3 4 2.8 17.3A2 2 0 0 0 4.5 20.3h15a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0Z',
  whatsapp:
    'M4 20l1.3-4A8.3 8.3 0 1 1 8.4 19Zm5-11.5c-.3 3 3.5 6.5 6.5 6.3.9-.1 1.4-.9 1.4-1.6l-1.9-1-1 1c-1.3-.4-2.3-1.4-2.8-2.7l1-1-1-1.9c-.9 0-2.1.1-2.2.9Z',
} as const;

export type IconName = keyof typeof PATHS;

/** A sign beside words; it says nothing by itself. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return <Strokes d={PATHS[name]} size={size} />;
}

export function Strokes({ d, size = 24 }: { d: string; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={d} />
    </svg>
  );
}
