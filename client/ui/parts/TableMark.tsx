const SEATS = Array.from({ length: 12 }, (_, seat) => {
  const angle = (seat / 12) * 2 * Math.PI - Math.PI / 2;
  return { x: 32 + 26 * Math.cos(angle), y: 32 + 26 * Math.sin(angle) };
});

/** A table for twelve, seen from above; one seat is yours. */
export function TableMark() {
  return (
    <svg className="table-mark" viewBox="0 0 64 64" aria-hidden="true">
      <circle cx="32" cy="32" r="16" fill="none" stroke="currentColor" strokeWidth="1.5" />
      {SEATS.map(({ x, y }, seat) => (
        <circle
          key={seat}
          className={seat === 0 ? 'self' : undefined}
          cx={x}
          cy={y}
          r={seat === 0 ? 3.6 : 2.6}
          fill="currentColor"
        />
      ))}
    </svg>
  );
}
