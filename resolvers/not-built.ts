/** Stands in for a body that is still to be written; takes the parameters so that they count as used. */
export const notBuilt = (..._parameters: readonly unknown[]): Error => new Error('not built');
