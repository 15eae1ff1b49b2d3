/** What stands after `#` in an invite link, or in what was pasted; null where there is nothing. */
export function inviteFragment(pasted: string): string | null {
  const text = pasted.trim();
  const fragment = text.includes('#') ? text.slice(text.indexOf('#') + 1) : text;
  return fragment === '' ? null : fragment;
}
