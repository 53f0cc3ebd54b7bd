/**
 * Creates a formatter of times as ISO 8601 in UTC, like `Date.toISOString()`. Log lines and responses come in the
 * order of time: the text of the second is reused, and only its milliseconds are formatted anew. Callers that format
 * other times create a formatter of their own.
 *
 * The formatter takes milliseconds since the epoch, and throws `RangeError` outside of the range of `Date`.
 */
export const createIsoFormatter = (): ((at: number) => string) => {
  let second = Number.NaN;
  let upToSecond = '';
  return (at) => {
    const whole = Math.floor(at / 1000);
    if (whole !== second) {
      // Cut before the milliseconds, whatever stands before them: years beyond 9999 have a sign and six digits.
      upToSecond = new Date(whole * 1000).toISOString().slice(0, -4);
      second = whole;
    }
    const milliseconds = Math.floor(at) - whole * 1000;
    return `${upToSecond}${milliseconds < 10 ? '00' : milliseconds < 100 ? '0' : ''}${milliseconds}Z`;
  };
};
