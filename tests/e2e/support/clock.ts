/** A clock that tests move, in pages and workers of the production build: the browser's tools do not reach workers. */

const CHANNEL = 'test-clock';

/** Put before a script, it shifts what `Date` calls now; `report` passes on broken policies as console errors. */
export function clockShim(offsetMs: number): string {
  return `(() => {
  const { now } = Date;
  globalThis.testClockOffset = ${offsetMs};
  globalThis.Date = class Date extends globalThis.Date {
    static now() { return now() + globalThis.testClockOffset; }
    constructor(...given) { given.length === 0 ? super(Date.now()) : super(...given); }
  };
  const channel = new BroadcastChannel('${CHANNEL}');
  channel.addEventListener('message', ({ data }) => {
    if (data.offsetMs === undefined) return;
    globalThis.testClockOffset = data.offsetMs;
    if (typeof document === 'undefined') channel.postMessage({ heard: data.offsetMs });
  });
})();
`;
}

export const REPORT_VIOLATIONS = `
globalThis.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
  console.error('policy broken: ' + violatedDirective + ' ' + blockedURI + ' ' + sample);
});
`;

/** Runs in a page: moves its clock and its worker's, waits for the worker, then lets the vault look at the time. */
export async function moveClock([offsetMs, hasWorker]: [number, boolean]): Promise<void> {
  const channel = new BroadcastChannel('test-clock');
  const heard = new Promise<void>((resolve) => {
    channel.addEventListener('message', ({ data }: MessageEvent<{ heard?: number }>) => {
      if (data.heard === offsetMs) resolve();
    });
  });
  channel.postMessage({ offsetMs });
  if (hasWorker) await heard;
  channel.close();
  document.dispatchEvent(new Event('visibilitychange'));
}
