/** How large the files of an artifact may be where it is looked into, in bytes. */
export interface InspectionLimits {
  /** Of a model that is held in memory; candidate and champion are, at the same time. */
  readonly maxModelBytes: number;
  /** Of a file that is a zip, which lies in a temporary file while it is read. */
  readonly maxZipBytes: number;
}

/** By the memory and the 2 GiB of temporary files of the function. */
export const FUNCTION_LIMITS: InspectionLimits = { maxModelBytes: 256 * 1024 ** 2, maxZipBytes: 1536 * 1024 ** 2 };

/**
 * Of the processing job, and of people on their own machine. ONNX can't be larger, nor can an archive expand to more;
 * candidate and champion fit the memory of the default machine.
 */
export const JOB_LIMITS: InspectionLimits = { maxModelBytes: 2 * 1024 ** 3, maxZipBytes: 8 * 1024 ** 3 };
