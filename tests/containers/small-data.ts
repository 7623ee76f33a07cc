/** A CSV of made-up customers; the same rows for the same seed. */
export interface SmallDataProps {
  readonly rows: number;
  readonly seed: number;
  /** The text of a row's target. */
  readonly target: (row: Customer, random: () => number) => string;
}

export interface Customer {
  readonly age: number;
  readonly income: number | undefined;
  readonly colour: string;
}

/** Park and Miller's generator, from 0 to 1. */
export function seededRandom(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Columns: age (whole numbers), income (numbers, a tenth missing), colour (text, some missing, with a comma), target. */
export function smallData({ rows, seed, target }: SmallDataProps): string {
  const random = seededRandom(seed);
  const colours = ['red', 'green, light', '', 'blue'];
  const lines = Array.from({ length: rows }, () => {
    const age = 18 + Math.floor(random() * 60);
    const income = random() < 0.1 ? undefined : Math.round(random() * 90000) / 10;
    const colour = colours[Math.floor(random() * colours.length)] ?? '';
    return `${age},${income ?? ''},"${colour}",${target({ age, income, colour }, random)}`;
  });
  return `age,income,colour,target\n${lines.join('\n')}\n`;
}

export const buys = ({ age, colour }: Customer): string => (age > 45 !== (colour === 'red') ? 'yes' : 'no');
export const spends = ({ age, income }: Customer): string => String(3 * age + (income ?? 0) / 100);
