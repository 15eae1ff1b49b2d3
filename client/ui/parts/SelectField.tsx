import { useId } from 'react';

export type Choice<T> = { readonly value: T; readonly label: string };

/** A native select over any values; they travel as positions, since an option holds strings only. */
export function SelectField<T>({
  label,
  choices,
  value,
  onChange,
  hint,
}: {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly hint?: string;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        autoComplete="off"
        aria-describedby={hint ? `${id}-hint` : undefined}
        value={choices.findIndex((choice) => choice.value === value)}
        onChange={(event) => {
          const chosen = choices[Number(event.target.value)];
          if (chosen) onChange(chosen.value);
        }}
      >
        {choices.map((choice, index) => (
          <option key={choice.label} value={index}>
            {choice.label}
          </option>
        ))}
      </select>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
