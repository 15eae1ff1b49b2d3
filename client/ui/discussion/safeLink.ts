const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** The address a link may lead to; null for any scheme but http, https and mailto, and for relative ones. */
export function safeLink(url: string): string | null {
  try {
    const { protocol, href } = new URL(url);
    return SCHEMES.has(protocol) ? href : null;
  } catch {
    return null;
  }
}
