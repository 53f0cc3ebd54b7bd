#!/usr/bin/env node
/**
 * Writes the artefact for deployment, after `npm run build`:
 *
 *   dist/artefact/tree/          the program: the bundle, the explorer's files, package.json, licences, SBOM; no node_modules
 *   dist/artefact/NAME.tar.gz    the same as one file
 *   dist/artefact/NAME.tar.gz.sha256
 *
 * Set SOURCE_DATE_EPOCH (seconds since 1970) to date every file; the default is the time of the commit, or 0 without
 * git. The same commit then gives the same bytes on any machine with GNU tar.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Development dependencies whose files the build copies into the artefact (the explorer at /explorer). */
const COPIED_PACKAGES = ['graphiql', 'react', 'react-dom'];
/** Files beside the bundle that operators look for. */
const PAGES = ['LICENSE', 'README.md', 'CHANGELOG.md', '.env.example'];

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? commitTime());
const name = `${manifest.name}-${manifest.version}`;
const target = join(root, 'dist', 'artefact');
const tree = join(target, 'tree');

rmSync(target, { recursive: true, force: true });
mkdirSync(tree, { recursive: true });
copyRuntimeFiles(join(root, 'dist', 'src'));
for (const page of PAGES) if (existsSync(join(root, page))) copyFileSync(join(root, page), join(tree, page));
const { version, description, license, type, engines } = manifest;
const start = 'node dist/src/main.js';
writeJson('package.json', {
  name: manifest.name,
  version,
  description,
  license,
  private: true,
  type,
  engines,
  scripts: { start, doctor: 'node dist/src/doctor.js', ledger: 'node dist/src/ledger.js' },
});
const shipped = shippedPackages();
writeJson('sbom.cdx.json', sbom(shipped));
writeFileSync(join(tree, 'LICENCES.txt'), licences(shipped));
date(tree);
pack();

/** Seconds since 1970 of the commit, or 0 where there is no repository, as inside an image build. */
function commitTime() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
  } catch {
    return 0;
  }
}

/** Copies the bundle and everything that is not code (the explorer's files, scripts for Redis); skips modules that the bundle holds. */
function copyRuntimeFiles(built) {
  cpSync(built, join(tree, 'dist', 'src'), {
    recursive: true,
    filter(path) {
      if (statSync(path).isDirectory()) return true;
      const file = relative(built, path);
      const isAsset = /(^|[\\/])assets[\\/]/.test(file);
      return (
        isAsset ||
        /^(main|doctor|ledger|part-[^\\/]*)\.js$/.test(file) ||
        !/\.(js|js\.map|d\.ts|tsbuildinfo)$/.test(file)
      );
    },
  });
  removeEmptyFolders(join(tree, 'dist'));
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}

/** Lockfile entries of what the artefact may contain: all production dependencies, and the copied packages. */
function shippedPackages() {
  const path = (key) => key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const all = Object.entries(lock.packages)
    .filter(([key, entry]) => key.includes('node_modules/') && entry.link !== true)
    .map(([key, entry]) => ({ key, name: path(key), ...entry }));
  const isCopied = ({ key, name: packageName }) =>
    COPIED_PACKAGES.includes(packageName) && key === `node_modules/${packageName}`;
  const isProduction = ({ dev, devOptional }) => dev !== true && devOptional !== true;
  const unique = new Map();
  for (const one of all.filter((entry) => isProduction(entry) || isCopied(entry)))
    if (existsSync(join(root, one.key))) unique.set(`${one.name}@${one.version}`, one);
  return [...unique.values()].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1,
  );
}

/**
 * A CycloneDX 1.5 bill of materials. npm writes one itself (`npm sbom`), but with a random serial number, the time of
 * the day, the checkout's folder name, and without the packages that the build copies, so it would never be the same twice.
 */
function sbom(packages) {
  const purl = (one) => `pkg:npm/${one.name.replace(/^@/, '%40')}@${one.version}`;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      timestamp: new Date(epoch * 1000).toISOString(),
      component: {
        type: 'application',
        'bom-ref': name,
        name: manifest.name,
        version: manifest.version,
        licenses: [{ license: { id: manifest.license } }],
      },
    },
    components: packages.map((one) => ({
      type: 'library',
      'bom-ref': `${one.name}@${one.version}`,
      name: one.name,
      version: one.version,
      purl: purl(one),
      ...hashOf(one),
      licenses: licenceOf(one),
    })),
  };
}

function hashOf({ integrity }) {
  if (!integrity?.startsWith('sha512-')) return {};
  return {
    hashes: [
      { alg: 'SHA-512', content: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex') },
    ],
  };
}

/** An SPDX id, or an expression where a package offers several. */
function licenceOf({ license, name: packageName }) {
  if (license === undefined) throw new Error(`${packageName} names no licence in package-lock.json.`);
  return /[\s(]/.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
}

/** Lists every package with the text of its licence, which most of those licences require of distributors. */
function licences(packages) {
  const parts = packages.map((one) => {
    const folder = join(root, one.key);
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text =
      file === undefined
        ? '(The package holds no licence text.)'
        : readFileSync(join(folder, file), 'utf8').trim();
    return `${one.name} ${one.version} (${one.license})\n\n${text}\n`;
  });
  return `Packages in ${name}, with their licences.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function writeJson(file, value) {
  writeFileSync(join(tree, file), `${JSON.stringify(value, null, 2)}\n`);
}

/** Dates all files and folders, contents before their folder. */
function date(path) {
  if (statSync(path).isDirectory()) for (const entry of readdirSync(path)) date(join(path, entry));
  lutimesSync(path, epoch, epoch);
}

/** Writes the archive. Node's gzip has no file name and no time in its header, unlike GNU gzip. */
function pack() {
  const archive = join(target, `${name}.tar.gz`);
  const tar = execFileSync(
    'tar',
    [
      '--create',
      '--sort=name',
      '--format=ustar',
      `--mtime=@${epoch}`,
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--mode=u=rwX,go=rX',
      `--transform=s,^tree,${name},`,
      '--directory',
      dirname(tree),
      'tree',
    ],
    { maxBuffer: 2 ** 30 },
  );
  const bytes = gzipSync(tar, { level: 9 });
  writeFileSync(archive, bytes);
  const hash = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(`${archive}.sha256`, `${hash}  ${name}.tar.gz\n`);
  process.stdout.write(
    `${relative(root, archive)}: ${(bytes.length / 2 ** 20).toFixed(1)} MiB, ${(tar.length / 2 ** 20).toFixed(1)} MiB unpacked, ` +
      `${shipped.length} packages\nsha256 ${hash}\n`,
  );
}
