import { useId } from 'react';
import type { OfferingFragment } from '../graphql/generated/graphql';

/** What is sent along with a download. */
export interface Papers {
  readonly note: string;
  readonly projectCode: string;
}

export const noPapers: Papers = { note: '', projectCode: '' };

interface PaperworkProps {
  readonly requirements: NonNullable<OfferingFragment['requirements']>;
  readonly papers: Papers;
  readonly onChange: (papers: Papers) => void;
}

/** Asks for the note and the project code, where a product wants them. */
export function Paperwork({ requirements, papers, onChange }: PaperworkProps) {
  const id = useId();
  const { isNoteRequired, isProjectCodeRequired, projectCodes } = requirements;
  if (!isNoteRequired && !isProjectCodeRequired) return null;
  return (
    <fieldset className="paperwork">
      <legend>Your agreement asks for</legend>
      {isNoteRequired && (
        <div className="field">
          <label htmlFor={`${id}note`}>Note</label>
          <input
            id={`${id}note`}
            required
            value={papers.note}
            onChange={(event) => onChange({ ...papers, note: event.target.value })}
            aria-describedby={`${id}hint`}
          />
          <p className="hint" id={`${id}hint`}>
            What the picture is for, e.g. “Cover of the May issue”.
          </p>
        </div>
      )}
      {isProjectCodeRequired && (
        <div className="field">
          <label htmlFor={`${id}code`}>Project code</label>
          {projectCodes.length > 0 ? (
            <select
              id={`${id}code`}
              required
              value={papers.projectCode}
              onChange={(event) => onChange({ ...papers, projectCode: event.target.value })}
            >
              <option value="">Choose a code</option>
              {projectCodes.map((code) => (
                <option key={code}>{code}</option>
              ))}
            </select>
          ) : (
            <input
              id={`${id}code`}
              required
              value={papers.projectCode}
              onChange={(event) => onChange({ ...papers, projectCode: event.target.value })}
            />
          )}
        </div>
      )}
    </fieldset>
  );
}
