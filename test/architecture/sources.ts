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
  /** Whether it imports types alone, and is gone when the code runs. */
  readonly isType: boolean;
}

const STATIC = /^\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

const packageOf = (name: string): string => {
  if (name.startsWith('node:')) return name;
  const parts = name.split('/');
  return parts.slice(0, name.startsWith('@') ? 2 : 1).join('/');
};

/** `import type {...}`, or an import of which every name is a type. */
function importsTypesOnly(statement: string): boolean {
  if (/^\s*(?:import|export)\s+type\b/.test(statement)) return true;
  const names = /\{([^}]*)\}/.exec(statement)?.[1];
  if (names === undefined || /^\s*import\s+\w+\s*,/.test(statement)) return false;
  return names
    .split(',')
    .filter((name) => name.trim() !== '')
    .every((name) => /^\s*type\s/.test(name));
}

/** An arrow of a graph. */
interface Arrow {
  readonly from: string;
  readonly to: string;
}

/**
 * Finds groups of nodes that reach each other (Tarjan's strongly connected components of more than one node).
 * @returns each group as sorted names, joined by ` <-> `
 */
export function cyclesIn(arrows: readonly Arrow[]): readonly string[] {
  const targets = new Map<string, Set<string>>();
  for (const { from, to } of arrows)
    if (from !== to) targets.set(from, (targets.get(from) ?? new Set()).add(to));
  const order = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[] = [];
  const visit = (node: string): number => {
    const index = order.size;
    order.set(node, index);
    stack.push(node);
    let low = index;
    for (const target of targets.get(node) ?? []) {
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (stack.includes(target)) low = Math.min(low, order.get(target) ?? low);
    }
    if (low === index) {
      const group = stack.splice(stack.indexOf(node));
      if (group.length > 1) cycles.push(group.sort().join(' <-> '));
    }
    return low;
  };
  for (const node of targets.keys()) if (!order.has(node)) visit(node);
  return cycles.sort();
}

/** Everything that a file imports, types included. */
export const importsOf = ({ path, text }: Source): readonly Import[] => {
  const found = (pattern: RegExp, isDynamic: boolean): Import[] =>
    [...text.matchAll(pattern)].map(([statement, name = '']) => {
      const isPackage = !name.startsWith('.');
      const to = isPackage
        ? packageOf(name)
        : join(dirname(path), name).split(sep).join('/').replace(/\.js$/, '.ts');
      return { from: path, to, isPackage, isDynamic, isType: !isDynamic && importsTypesOnly(statement) };
    });
  return [...found(STATIC, false), ...found(DYNAMIC, true)];
};
