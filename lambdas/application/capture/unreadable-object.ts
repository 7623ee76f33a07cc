import { InvalidInput } from '../../domain/errors.js';

/** Nothing more can be read of an object. */
export class UnreadableObject extends InvalidInput {}
