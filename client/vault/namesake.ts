/**
 * Who sits here under a name that is read as the same: whatever the case or width of its letters, and accents of those
 * scripts in which they only colour a letter. In others a mark is a vowel, and makes another name.
 */
export function namesakeOf(
  members: readonly { readonly name: string }[],
  name: string,
): string | null {
  const asked = readAs(name);
  return members.find((member) => readAs(member.name) === asked)?.name ?? null;
}

function readAs(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f\p{P}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase();
}
