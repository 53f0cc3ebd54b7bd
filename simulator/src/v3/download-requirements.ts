import type { SimulatedProduct } from '../accounts/product.js';
import { appError, type Reply } from '../http/reply.js';

/** What the body of a download may say: for whose books it is. */
export interface DownloadDetails {
  readonly note: string | null;
  readonly projectCode: string | null;
}

const NAMES = ['download_notes', 'project_code'];

/** Reads the body of a download. SDKs send nothing, or the word `null`; both are fine. */
export function readDownloadDetails(body: string): DownloadDetails | Reply {
  if (body.trim() === '') return { note: null, projectCode: null };
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return appError(400, 'MalformedRequest', 'The body is not JSON.');
  }
  if (value === null) return { note: null, projectCode: null };
  if (typeof value !== 'object' || Array.isArray(value))
    return appError(400, 'InvalidRequest', 'The body must be an object.');
  const entries = Object.entries(value);
  const stranger = entries.find(
    ([name, entry]) => !NAMES.includes(name) || (entry !== null && typeof entry !== 'string'),
  );
  if (stranger !== undefined)
    return appError(400, 'InvalidRequest', `Field: ${stranger[0]}, Message: it is not understood.`);
  const text = (name: string): string | null => {
    const found = entries.find(([key]) => key === name)?.[1];
    return typeof found === 'string' ? found : null;
  };
  return { note: text('download_notes'), projectCode: text('project_code') };
}

/** Whether the details is what the product demands. */
export function checkRequirements(
  item: SimulatedProduct,
  { note, projectCode }: DownloadDetails,
): Reply | undefined {
  const { requirements } = item;
  if (requirements === null) return undefined;
  const blank = (text: string | null): boolean => text === null || text.trim() === '';
  if (requirements.noteRequired && blank(note)) return missing('download_notes');
  if (requirements.projectCodeRequired && blank(projectCode)) return missing('project_code');
  if (
    projectCode !== null &&
    requirements.projectCodes !== null &&
    !requirements.projectCodes.includes(projectCode)
  ) {
    return appError(
      400,
      'InvalidRequestParameterValue',
      `project_code '${projectCode}' is not one of this product's.`,
    );
  }
  return undefined;
}

function missing(name: string): Reply {
  return appError(400, 'MissingRequiredQueryParameters', `This product needs ${name}.`);
}
