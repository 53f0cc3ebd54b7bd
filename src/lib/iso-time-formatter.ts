/**
 * Makes a writer of moments as ISO 8601 in UTC, as `Date.toISOString()` has them. Lines of the log and answers each
 * come in the order of time: the text of the second is kept, and only its milliseconds are written anew. Whoever writes
 * of another time takes a writer of its own.
 *
 * The writer takes milliseconds since the epoch, and throws `RangeError` outside of the range of `Date`.
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
