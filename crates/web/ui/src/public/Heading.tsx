import { useEffect, useRef, type ReactNode } from 'react';

let isFirst = true;

/** The title of a page. When the visitor goes on to another, it is what is read first. */
export function Heading({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isFirst) {
      isFirst = false;
      return;
    }
    window.scrollTo({ top: 0 });
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="heading">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children && <div className="heading-lead">{children}</div>}
    </div>
  );
}
