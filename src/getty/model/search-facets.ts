/** One value that occurs among the matches of a search. */
export interface SearchFacet {
  readonly id: string | null;
  readonly name: string;
  /** How many matches have it; `null` where Getty Images does not say. */
  readonly count: number | null;
}

/** Values that occur among all matches of a search. */
export interface SearchFacets {
  readonly artists: readonly SearchFacet[];
  readonly events: readonly SearchFacet[];
  readonly locations: readonly SearchFacet[];
  readonly people: readonly SearchFacet[];
}
