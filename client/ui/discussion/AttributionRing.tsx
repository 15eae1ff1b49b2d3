const RADIUS = 5.5;
const GAP = 1.4;
const QUARTER = (2 * Math.PI * RADIUS) / 4;

/** Loses a quarter-arc with each quarter of the name's life; the words beside it say the same. */
export function AttributionRing({ quarters }: { readonly quarters: number }) {
  return (
    <svg className="ring" viewBox="0 0 14 14" aria-hidden="true">
      <circle
        className="track"
        cx="7"
        cy="7"
        r={RADIUS}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
      />
      {[0, 1, 2, 3].slice(0, quarters).map((quarter) => (
        <circle
          key={quarter}
          cx="7"
          cy="7"
          r={RADIUS}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeDasharray={`${QUARTER - GAP} ${3 * QUARTER + GAP}`}
          strokeDashoffset={-quarter * QUARTER - GAP / 2}
        />
      ))}
    </svg>
  );
}
