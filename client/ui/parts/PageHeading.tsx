import { useEffect, useRef, type ReactNode } from 'react';
import { markShown, wasShownBefore } from './firstPage.ts';

/** The page's only h1. It takes the focus when a route or a state of the vault brings it, not on the first load. */
export function PageHeading({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (wasShownBefore()) heading.current?.focus();
    markShown();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
