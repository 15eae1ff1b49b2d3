/** Who sits here under a name that is read as the same: letters are compared by their base alone, whatever their case or width. */
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
    .replaceAll(/[\p{M}\p{P}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase();
}
