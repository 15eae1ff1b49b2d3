import type { HouseDevice } from './houseDevice.ts';

/** What devices show at the end of months, held against what was said. */

const HOUR_MS = 3_600_000;
/** From a letter's hour until nobody shows it: rounding. */
const ROUNDING_MS = 600_000;

export type SaidLetter = {
  readonly text: string;
  readonly author: HouseDevice;
  readonly discussionId: string;
  readonly saidMs: number;
  readonly fadesAtMs: number;
  isWithdrawn: boolean;
};

export type Seated = { readonly device: HouseDevice; readonly sinceMs: number };

type Lived = {
  readonly seated: readonly Seated[];
  readonly letters: readonly SaidLetter[];
  readonly discussionIds: readonly string[];
  readonly startMs: number;
  readonly nowMs: number;
};

export function shownLetter(device: HouseDevice, { discussionId, text }: SaidLetter) {
  const shown = device.discussion(discussionId)?.contributions;
  return shown?.find((one) => one.text === text && one.state !== 'overdue');
}

/** @returns none where everybody agrees, nothing alive is lost and nothing faded is left */
export function faultsOf(lived: Lived): readonly string[] {
  const { seated, letters } = lived;
  const faults: string[] = [];
  const [first] = seated;
  const names = (device: HouseDevice) =>
    (device.circle()?.members ?? []).map(({ name }) => name).join();
  for (const one of seated) {
    const { device } = one;
    const circle = device.circle();
    if (circle === null || circle.trouble !== null || !circle.sync.isConnected) {
      faults.push(`${device.name} is in trouble: ${circle?.trouble ?? 'not connected'}`);
    }
    if (first && names(device) !== names(first.device)) {
      faults.push(`${device.name} sees others at the table`);
    }
    const own = letters.filter(({ author }) => author === device).length;
    if ((circle?.sync.waiting ?? 0) > 0) faults.push(`${device.name} still waits, of ${own}`);
    for (const letter of letters) faults.push(...faultsAbout(letter, one, lived));
  }
  return [...faults, ...disagreements(lived)];
}

function faultsAbout(
  letter: SaidLetter,
  { device, sinceMs }: Seated,
  { seated, nowMs }: Lived,
): readonly string[] {
  const discussion = device.discussion(letter.discussionId);
  const shown = discussion?.contributions.filter(({ text }) => text === letter.text) ?? [];
  if (letter.fadesAtMs + ROUNDING_MS < nowMs) {
    const isLeft = shown.some(({ state }) => state !== 'overdue');
    return isLeft ? [`${device.name} still shows "${letter.text}"`] : [];
  }
  if (shown.length > 1) return [`${device.name} shows "${letter.text}" twice`];
  const isAuthorSeated = seated.some((one) => one.device === letter.author);
  const isDue = sinceMs < letter.saidMs && isAuthorSeated && !letter.isWithdrawn;
  const isMissing = isDue && letter.fadesAtMs > nowMs + HOUR_MS && shown.length === 0;
  return isMissing ? [`${device.name} lacks "${letter.text}"`] : [];
}

/** Who sat there all along shows the same, in the same order. */
function disagreements({ seated, discussionIds, startMs }: Lived): readonly string[] {
  const veterans = seated
    .filter(({ sinceMs }) => sinceMs < startMs + HOUR_MS)
    .map(({ device }) => device);
  return discussionIds.flatMap((id) => {
    const seen = veterans.map((device) =>
      (device.discussion(id)?.contributions ?? [])
        .filter(({ state }) => state !== 'overdue')
        .map(({ id: entryId, state, text, author }) => [entryId, state, text, author?.name].join())
        .join('\n'),
    );
    return seen.every((one) => one === seen[0]) ? [] : [`they disagree about ${id}`];
  });
}
