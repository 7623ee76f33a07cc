/** The alias of the version that is to serve, and the slot of the one that does. */
export const CHAMPION = 'champion';
