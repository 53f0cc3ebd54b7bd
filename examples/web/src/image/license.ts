import { lookUp } from '../graphql/known';
import { humanise } from '../ui/format';

/** Licence models by the names they are sold under; Getty Images writes them as one word. */
const names: Readonly<Record<string, string>> = {
  royaltyfree: 'Royalty-free',
  rightsmanaged: 'Rights-managed',
  rightsready: 'Rights-ready',
};

/** A licence model for people. */
export function licenseLabel({
  model,
  modelName,
}: {
  readonly model: string;
  readonly modelName: string | null;
}): string {
  const word = model === 'UNKNOWN' ? (modelName ?? '') : model;
  return lookUp(names, word.toLowerCase().replaceAll(/[^a-z]/g, '')) ?? humanise(word);
}
