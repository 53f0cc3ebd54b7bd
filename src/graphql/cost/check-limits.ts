import type { LimitsConfig } from '../../config/config.js';
import { ServiceError } from '../../errors/service-error.js';
import type { CostEstimate } from './estimate.js';

/** Getty Images has no batch for earlier downloads, so each image is a call. */
const maxPreviousDownloads = 10;

/** Why one operation costs more than one operation may; `null` when it does not. */
export function checkLimits(estimate: CostEstimate, limits: LimitsConfig): ServiceError | null {
  const { cost, nodeCount, previousDownloads, downloads } = estimate;
  if (downloads > 1) {
    return tooExpensiveError(
      'An operation may download at one root field only; `downloadImages` downloads many images.',
    );
  }
  if (previousDownloads > maxPreviousDownloads) {
    return tooExpensiveError(
      `The operation asks for the previous downloads of ${previousDownloads} images; at most ${maxPreviousDownloads} are allowed. Each takes a call of its own.`,
    );
  }
  if (nodeCount > limits.maxNodes) {
    return tooExpensiveError(
      `The operation may return ${nodeCount} objects; at most ${limits.maxNodes} are allowed. Ask for fewer rows or fewer fields.`,
    );
  }
  const allowed = Math.min(limits.maxCost, limits.budget);
  if (cost > allowed) {
    return tooExpensiveError(
      `The operation costs ${cost}; at most ${allowed} is allowed. Ask for fewer rows or fewer fields.`,
    );
  }
  return null;
}

const tooExpensiveError = (message: string): ServiceError => new ServiceError('QUERY_TOO_EXPENSIVE', message);
