/** What the two sides of a comparison are called on its page. */
export interface SideNames {
  readonly reference: string;
  readonly current: string;
}

export const OF_WINDOW: SideNames = { reference: 'baseline', current: 'window' };
export const OF_FILES: SideNames = { reference: 'reference', current: 'current' };
