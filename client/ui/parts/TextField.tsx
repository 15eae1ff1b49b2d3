import { useEffect, useId, useRef, type HTMLInputAutoCompleteAttribute } from 'react';

type Props = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly problem?: string | null;
  readonly type?: 'text' | 'password';
  /** Off but for passphrases: browsers write what forms held to disk. */
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly maxLength?: number;
  /** How many lines to begin with; a single-line field where it is left out. */
  readonly lines?: number;
  readonly autoFocus?: boolean;
};

export function TextField({
  label,
  value,
  onChange,
  hint,
  problem = null,
  type = 'text',
  autoComplete = 'off',
  maxLength,
  lines,
  autoFocus = false,
}: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const hasProblem = problem !== null;
  useEffect(() => {
    // The first field that a form refuses takes the focus.
    const refused = field.current?.form?.querySelector('[aria-invalid="true"]');
    if (hasProblem && refused === field.current) field.current?.focus();
  }, [hasProblem]);
  const describedBy = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  const isTall = lines !== undefined && lines > 1;
  const shared = {
    id,
    ref: field,
    className: isTall ? 'input input-tall' : 'input',
    value,
    autoComplete,
    maxLength,
    'aria-invalid': hasProblem,
    'aria-describedby': describedBy || undefined,
    // Some browsers send what they check to a server, a shown passphrase as well.
    ...(autoComplete === 'off' ? {} : { spellCheck: false, autoCapitalize: 'none' }),
    // A dialog or page that holds one question puts the caret there.
    autoFocus,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {lines === undefined ? (
        <input {...shared} type={type} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <textarea {...shared} rows={lines} onChange={(event) => onChange(event.target.value)} />
      )}
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} className="problem">
          {problem}
        </p>
      )}
    </div>
  );
}
