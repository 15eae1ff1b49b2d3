let hasShownPage = false;

/** Whether a page has had its heading before: the browser itself places the focus on the first one. */
export function wasShownBefore(): boolean {
  return hasShownPage;
}

export function markShown(): void {
  hasShownPage = true;
}
