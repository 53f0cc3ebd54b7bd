import type { Canvas } from './canvas.js';

/** Five columns by seven rows for each letter. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  S: [' ####', '#    ', '#    ', ' ### ', '    #', '    #', '#### '],
  I: ['#####', '  #  ', '  #  ', '  #  ', '  #  ', '  #  ', '#####'],
  M: ['#   #', '## ##', '# # #', '# # #', '#   #', '#   #', '#   #'],
  U: ['#   #', '#   #', '#   #', '#   #', '#   #', '#   #', ' ### '],
  L: ['#    ', '#    ', '#    ', '#    ', '#    ', '#    ', '#####'],
  A: [' ### ', '#   #', '#   #', '#####', '#   #', '#   #', '#   #'],
  T: ['#####', '  #  ', '  #  ', '  #  ', '  #  ', '  #  ', '  #  '],
  E: ['#####', '#    ', '#    ', '#### ', '#    ', '#    ', '#####'],
  D: ['#### ', '#   #', '#   #', '#   #', '#   #', '#   #', '#### '],
};

const WORD = 'SIMULATED';
/** Side of one dot of a letter, in the canvas's units. */
const DOT = 1.1;
const TURN = -0.42;

/** Writes "SIMULATED" across the whole picture, again and again. */
export function watermark(canvas: Canvas): void {
  const [cos, sin] = [Math.cos(TURN), Math.sin(TURN)];
  canvas.overlay([255, 255, 255], (x, y) => {
    const column = Math.floor((x * cos - y * sin) / DOT) + 4000;
    const row = Math.floor((x * sin + y * cos) / DOT) + 4000;
    const inRow = row % 26;
    if (inRow >= 7) return 0;
    // Every second line is moved by half a word.
    const at = (column + (Math.floor(row / 26) % 2) * 33) % (WORD.length * 6 + 12);
    const letter = WORD[Math.floor(at / 6)];
    return letter !== undefined && LETTERS[letter]?.[inRow]?.[at % 6] === '#' ? 0.5 : 0;
  });
}
