/** Points one after another, `dimensions` finite numbers each. */
export interface Points {
  readonly dimensions: number;
  readonly values: Float64Array;
}

const LEAF_POINTS = 16;

/**
 * A k-d tree (Bentley 1975): the `k` points nearest to a query by Euclidean distance; of equally near ones those that come
 * first. Points that are all the same are kept `k` times at most, so that copies cost nothing.
 */
export class NearestNeighbours {
  /** Positions of the points, in the order of the leaves. */
  private readonly order: Uint32Array;
  private readonly root: Node;
  private readonly nearest: { distance: number; position: number }[] = [];

  constructor(
    private readonly points: Points,
    private readonly k: number,
  ) {
    this.order = Uint32Array.from({ length: points.values.length / points.dimensions }, (_, position) => position);
    this.root = this.build(0, this.order.length);
  }

  /** Positions of the neighbours, the nearest first; the next call overwrites nothing of it. */
  of(query: Float64Array): number[] {
    this.nearest.length = 0;
    const outside = new Float64Array(this.points.dimensions);
    this.search(this.root, query, outside, 0);
    return this.nearest.map(({ position }) => position);
  }

  private build(start: number, end: number): Node {
    const { axis, middle, spread } = this.widest(start, end);
    if (spread === 0) {
      this.order.subarray(start, end).sort();
      return { start, end: Math.min(end, start + this.k) };
    }
    if (end - start <= LEAF_POINTS) return { start, end };
    let split = start;
    for (let at = start; at < end; at += 1) {
      if (this.value(at, axis) > middle) continue;
      const position = this.order[at] as number;
      this.order[at] = this.order[split] as number;
      this.order[split] = position;
      split += 1;
    }
    return { axis, middle, below: this.build(start, split), above: this.build(split, end) };
  }

  /** The axis on which the points lie furthest apart, and a value of theirs that parts them about evenly. */
  private widest(start: number, end: number): { axis: number; middle: number; spread: number } {
    let found = { axis: 0, low: 0, high: 0 };
    for (let axis = 0; axis < this.points.dimensions; axis += 1) {
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let at = start; at < end; at += 1) {
        const value = this.value(at, axis);
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high - low > found.high - found.low) found = { axis, low, high };
    }
    const { axis, low, high } = found;
    return { axis, middle: this.splitAt(start, end, axis, high), spread: high - low };
  }

  /** The median of up to 64 of the values; if that is the highest value, the highest one below it. */
  private splitAt(start: number, end: number, axis: number, high: number): number {
    const step = Math.max(1, Math.floor((end - start) / 64));
    const some: number[] = [];
    for (let at = start; at < end; at += step) some.push(this.value(at, axis));
    const median = some.sort((a, b) => a - b)[some.length >>> 1] ?? high;
    if (median < high) return median;
    let below = Number.NEGATIVE_INFINITY;
    for (let at = start; at < end; at += 1) {
      const value = this.value(at, axis);
      if (value < high && value > below) below = value;
    }
    return below;
  }

  private value(at: number, axis: number): number {
    return this.points.values[(this.order[at] as number) * this.points.dimensions + axis] as number;
  }

  /** `outside` is how far the query lies outside of the node by axis, `distance` the sum of its squares. */
  private search(node: Node, query: Float64Array, outside: Float64Array, distance: number): void {
    if ('start' in node) {
      for (let at = node.start; at < node.end; at += 1) this.offer(this.order[at] as number, query);
      return;
    }
    const { axis, middle } = node;
    const away = (query[axis] as number) - middle;
    const [near, far] = away <= 0 ? [node.below, node.above] : [node.above, node.below];
    this.search(near, query, outside, distance);
    const before = outside[axis] as number;
    const beyond = distance - before * before + away * away;
    // The slack of rounding: a point as near as the last one counts when it comes first.
    if (beyond > this.worst() * (1 + 1e-12)) return;
    outside[axis] = away;
    this.search(far, query, outside, beyond);
    outside[axis] = before;
  }

  private worst(): number {
    return this.nearest.length < this.k ? Number.POSITIVE_INFINITY : (this.nearest.at(-1)?.distance ?? 0);
  }

  private offer(position: number, query: Float64Array): void {
    const { dimensions, values } = this.points;
    const { nearest } = this;
    const limit = this.worst();
    let distance = 0;
    for (let axis = 0; axis < dimensions; axis += 1) {
      const apart = (values[position * dimensions + axis] as number) - (query[axis] as number);
      distance += apart * apart;
      if (distance > limit) return;
    }
    if (nearest.length === this.k) {
      const last = nearest[this.k - 1];
      if (last !== undefined && distance === last.distance && position > last.position) return;
      nearest.pop();
    }
    let at = nearest.length;
    for (; at > 0; at -= 1) {
      const before = nearest[at - 1];
      if (before === undefined) break;
      if (before.distance < distance || (before.distance === distance && before.position < position)) break;
    }
    nearest.splice(at, 0, { distance, position });
  }
}

type Node =
  | { readonly start: number; readonly end: number }
  | { readonly axis: number; readonly middle: number; readonly below: Node; readonly above: Node };
