/** How serious a finding is: `problem` makes the exit status 1, `note` is worth reading, `ok` is as it should be. */
export type FindingStatus = 'ok' | 'note' | 'problem';

/** What a finding is about, in the order in which they are printed. */
export const AREAS = ['configuration', 'hosts', 'account', 'apis', 'fields', 'clock', 'redis'] as const;

/** One thing that was looked at. Its texts hold no secret. */
export interface Finding {
  readonly area: (typeof AREAS)[number];
  /** Stable name for scripts, e.g. `v1` or `redis.persistence`. */
  readonly name: string;
  readonly status: FindingStatus;
  /** What was found. */
  readonly detail: string;
  /** What to do about it; `null` where there is nothing to do. */
  readonly advice: string | null;
}

/** Makes findings of one area. */
export const findingsOf =
  (area: Finding['area']) =>
  (name: string, status: FindingStatus, detail: string, advice: string | null = null): Finding => ({
    area,
    name,
    status,
    detail,
    advice,
  });

/** 0: nothing has to be done; 1: there are problems. (2, could not run, is the caller's to say.) */
export const exitStatus = (findings: readonly Finding[]): 0 | 1 =>
  findings.some(({ status }) => status === 'problem') ? 1 : 0;

const LABELS: Readonly<Record<FindingStatus, string>> = { ok: 'ok', note: 'note', problem: 'PROBLEM' };

/** A table for people: one line a finding, its advice below it, a summary at the end. */
export function formatTable(findings: readonly Finding[]): string {
  const sorted = AREAS.flatMap((area) => findings.filter((finding) => finding.area === area));
  const width = Math.max(...sorted.map(({ name }) => name.length), 4);
  const lines: string[] = [];
  let area = '';
  for (const finding of sorted) {
    if (finding.area !== area) lines.push('', finding.area);
    area = finding.area;
    lines.push(`  ${LABELS[finding.status].padEnd(7)}  ${finding.name.padEnd(width)}  ${finding.detail}`);
    if (finding.advice !== null) lines.push(`  ${' '.repeat(9 + width)}  -> ${finding.advice}`);
  }
  const count = (status: FindingStatus): number => sorted.filter((one) => one.status === status).length;
  const summary = `${count('problem')} problems, ${count('note')} notes, ${count('ok')} fine. Nothing was changed or downloaded.`;
  return [...lines, '', summary, ''].join('\n');
}

/** The same for scripts. */
export const formatJson = (findings: readonly Finding[]): string =>
  `${JSON.stringify({ status: exitStatus(findings), findings }, null, 2)}\n`;
