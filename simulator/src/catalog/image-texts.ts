import { chance, hash, pick } from './random.js';
import { MOODS, type Subject, type Word } from './words.js';

/** The title of an image in three languages; some have none. */
export function titleOf(subject: Subject, place: string, h: number, index: number): Word | null {
  if (index > 3 && chance(2, h)) return null;
  const mood = pick(MOODS, hash(h, 'mood'));
  const tail = chance(12, hash(h, 'emoji')) ? ` ${subject.emoji}` : '';
  const number = h % 90;
  return {
    en: `${mood.en} ${subject.en} in ${place}, No. ${number}${tail}`,
    de: `${mood.de} ${subject.de} in ${place}, Nr. ${number}${tail}`,
    fr: `${mood.fr} ${subject.fr} à ${place}, n° ${number}${tail}`,
  };
}

/** What is to be seen on it. */
export function captionOf(subject: Subject, place: string, year: number): Word {
  return {
    en: `${subject.en}: a scene from ${place} in ${year}.`,
    de: `${subject.de}: eine Szene aus ${place} im Jahr ${year}.`,
    fr: `${subject.fr} : une scène de ${place} en ${year}.`,
  };
}
