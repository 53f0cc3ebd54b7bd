import { ServiceError } from '../../../src/errors/service-error.js';

/** The code something fails with; what it gives where it does not fail. Other errors are thrown on. */
export const codeOf = (ask: () => unknown): unknown => {
  try {
    return ask();
  } catch (error) {
    if (error instanceof ServiceError) return error.code;
    throw error;
  }
};
