import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * For an item that may go away under the focus: a keyboard user goes on at the next one, the one before, or the
 * heading of the page. Items can take the focus (`tabIndex`) and are siblings.
 */
export function useFocusOnward<Item extends HTMLElement>(): RefObject<Item | null> {
  const item = useRef<Item>(null);
  useLayoutEffect(() => {
    const element = item.current;
    // Before it leaves the document: afterwards nobody knows that it had the focus.
    return () => {
      if (element === null || !element.contains(document.activeElement)) return;
      const onward = [element.nextElementSibling, element.previousElementSibling].find(
        (one) => one instanceof HTMLElement && one.hasAttribute('tabindex'),
      );
      const target = onward ?? document.querySelector('h1');
      if (target instanceof HTMLElement) target.focus();
    };
  }, []);
  return item;
}
