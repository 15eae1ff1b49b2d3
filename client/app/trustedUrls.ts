/** Trusted Types, as far as they are used here. */
type PolicyFactory = {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
};

/**
 * The URL of a script of this build, in the form that `require-trusted-types-for 'script'` asks for. The one policy
 * of that name passes this URL and no other; browsers without Trusted Types take the text.
 */
export function trustScriptUrl(policy: 'cenacle-urls' | 'cenacle-sw', url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
  if (trustedTypes === undefined) return url;
  const made = trustedTypes.createPolicy(policy, {
    createScriptURL(asked) {
      if (asked !== url) throw new TypeError('not a script of this build');
      return asked;
    },
  });
  // The DOM's types know no TrustedScriptURL; what takes one turns it into its text.
  return made.createScriptURL(url) as string;
}
