import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A file of TypeScript. */
export interface Source {
  /** From the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file below some folders of the project. */
export const sourcesBelow = (...folders: readonly string[]): readonly Source[] =>
  folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => ({
        path: relative(ROOT, file).split(sep).join('/'),
        text: readFileSync(file, 'utf8'),
      })),
  );

/** One import of a file. */
export interface Import {
  readonly from: string;
  /** A path of the project, or the name of a package, without what is behind it. */
  readonly to: string;
  readonly isPackage: boolean;
  readonly isDynamic: boolean;
}

const STATIC = /^\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

const packageOf = (name: string): string => {
  if (name.startsWith('node:')) return name;
  const parts = name.split('/');
  return parts.slice(0, name.startsWith('@') ? 2 : 1).join('/');
};

/** Everything that a file imports, types included. */
export const importsOf = ({ path, text }: Source): readonly Import[] => {
  const found = (pattern: RegExp, isDynamic: boolean): Import[] =>
    [...text.matchAll(pattern)].map(([, name = '']) => {
      const isPackage = !name.startsWith('.');
      const to = isPackage
        ? packageOf(name)
        : join(dirname(path), name).split(sep).join('/').replace(/\.js$/, '.ts');
      return { from: path, to, isPackage, isDynamic };
    });
  return [...found(STATIC, false), ...found(DYNAMIC, true)];
};
