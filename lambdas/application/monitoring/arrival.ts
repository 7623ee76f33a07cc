/** Beyond the delivery buffer: between the end of a buffer and the object's being listed. */
const LISTING_SECONDS = 120;

/** Milliseconds after an inference in which its record is expected to be listed. */
export const arrivalAllowance = (settings: { readonly deliveryBufferSeconds: number }): number =>
  (settings.deliveryBufferSeconds + LISTING_SECONDS) * 1000;
