#!/usr/bin/env node
/**
 * Builds the container image of deploy/Dockerfile with buildah, podman or docker, whichever is found first:
 *
 *   npm run image -- [--tag NAME:TAG] [--build-image REF] [--runtime-image REF] [--archive FILE] [-- BUILDER OPTIONS]
 *
 * All files and the image itself carry SOURCE_DATE_EPOCH, by default the time of the commit, so that two builds of one
 * commit from the same base images give the same layers. `--archive` also writes the image as an OCI archive (gzip
 * layers) and fails where that is larger than 120 MB (buildah and podman only).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const LARGEST_ARCHIVE_MB = 120;
const root = fileURLToPath(new URL('..', import.meta.url));
const { name, version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tag: { type: 'string', default: `localhost/${name}:${version}` },
    'build-image': { type: 'string' },
    'runtime-image': { type: 'string' },
    archive: { type: 'string' },
  },
});
const epoch =
  process.env.SOURCE_DATE_EPOCH ??
  execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root }).toString().trim();

const builder = ['buildah', 'podman', 'docker'].find(
  (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0,
);
if (builder === undefined) fail('Install buildah, podman or docker: none of them was found.');

const buildArguments = Object.entries({
  SOURCE_DATE_EPOCH: epoch,
  BUILD_IMAGE: values['build-image'],
  RUNTIME_IMAGE: values['runtime-image'],
}).flatMap(([argument, value]) => (value === undefined ? [] : ['--build-arg', `${argument}=${value}`]));
// Docker's own format: OCI images have no place for HEALTHCHECK.
const reproducible =
  builder === 'docker' ? [] : ['--format', 'docker', '--timestamp', epoch, '--layers=false'];
run(builder, [
  'build',
  ...reproducible,
  ...buildArguments,
  '--file',
  'deploy/Dockerfile',
  '--tag',
  values.tag,
  ...positionals,
  '.',
]);

if (values.archive !== undefined) {
  if (builder === 'docker') fail('--archive needs buildah or podman.');
  const destination = `docker-archive:${values.archive}`;
  run(builder, ['push', '--format', 'docker', values.tag, destination]);
  const layers = execFileSync('gzip', ['--stdout', values.archive], { maxBuffer: 2 ** 31 - 1 }).length;
  const megabytes = Math.round(layers / 1e5) / 10;
  process.stdout.write(
    `${values.tag}: ${megabytes} MB compressed, ${Math.round(statSync(values.archive).size / 1e6)} MB unpacked\n`,
  );
  if (megabytes > LARGEST_ARCHIVE_MB) fail(`The image is larger than ${LARGEST_ARCHIVE_MB} MB compressed.`);
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: process.env });
  if (status !== 0) fail(`${command} ended with status ${status}.`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
