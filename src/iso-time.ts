let second = Number.NaN;
let upToSecond = '';

/**
 * A moment as ISO 8601 in UTC, as `Date.toISOString()` has it. Made for every line of the log and every answer, which
 * come in the order of time: the text of the second is kept, and only its milliseconds are written anew.
 * @param at milliseconds since the epoch, within the range of `Date`
 * @throws RangeError outside of it
 */
export const isoTime = (at: number): string => {
  const whole = Math.floor(at / 1000);
  if (whole !== second) {
    // Cut before the point, whatever stands before it: years beyond 9999 have a sign and six digits.
    upToSecond = new Date(whole * 1000).toISOString().slice(0, -4);
    second = whole;
  }
  const milliseconds = Math.floor(at) - whole * 1000;
  return `${upToSecond}${milliseconds < 10 ? '00' : milliseconds < 100 ? '0' : ''}${milliseconds}Z`;
};
