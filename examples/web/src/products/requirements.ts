import type { OfferingFragment } from '../graphql/generated/graphql';

/** The details that a product requires with each download, in words; empty when none. */
export function requirementWords({ requirements }: Pick<OfferingFragment, 'requirements'>): string {
  const wanted = [
    ...(requirements?.isNoteRequired ? ['a note'] : []),
    ...(requirements?.isProjectCodeRequired ? ['a project code'] : []),
  ];
  return wanted.length > 0 ? `Asks for ${wanted.join(' and ')} with each download.` : '';
}

/** What several products want together: a field that one of them wants is asked for. */
export function requirementsOf(
  offerings: readonly Pick<OfferingFragment, 'requirements'>[],
): NonNullable<OfferingFragment['requirements']> {
  const all = offerings.flatMap(({ requirements }) => (requirements ? [requirements] : []));
  return {
    isNoteRequired: all.some((one) => one.isNoteRequired),
    isProjectCodeRequired: all.some((one) => one.isProjectCodeRequired),
    projectCodes: [...new Set(all.flatMap((one) => one.projectCodes))],
  };
}
