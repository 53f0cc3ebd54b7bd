import { defineEnum } from '../shared/define-enum.js';

/** How grave an entry of v1's `StatusList` is. */
export const StatusType = defineEnum('StatusType', 'How grave a status entry is. New kinds read `UNKNOWN`.', {
  INFORMATION: 'Worth knowing; nothing went wrong.',
  WARNING: 'It worked, but not quite as asked, e.g. another agreement was charged.',
  ERROR: 'It did not work.',
  UNKNOWN: 'Getty Images used a word this API does not know yet.',
});
/** How grave a status entry is. */
export type StatusType = keyof typeof StatusType;
