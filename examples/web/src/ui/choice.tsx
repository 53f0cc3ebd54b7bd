import { useId } from 'react';

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | '';
  readonly names: Readonly<Record<Value, string>>;
  /** Words for no choice; without them there always is one. */
  readonly any?: string;
  readonly onChange: (value: Value | '') => void;
}

/** One of several, with its label. */
export function Choice<Value extends string>({ label, value, names, any, onChange }: ChoiceProps<Value>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as Value | '')}>
        {any !== undefined && <option value="">{any}</option>}
        {Object.entries<string>(names).map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
