/** Stays focusable while busy, so that the focus is not lost; the form ignores a second press. */
export function SubmitButton({
  label,
  busyLabel = label,
  isBusy,
}: {
  readonly label: string;
  readonly busyLabel?: string;
  readonly isBusy: boolean;
}) {
  return (
    <button type="submit" className="button button-main" aria-disabled={isBusy}>
      {isBusy ? busyLabel : label}
    </button>
  );
}
