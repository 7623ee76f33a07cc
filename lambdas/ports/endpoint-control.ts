/** The life of endpoints, as far as code of ours and not a state machine decides it. */
export interface EndpointControl {
  /** Deletes the endpoint, its configuration and its model, all of this name; what is not there is fine. */
  remove(name: string): Promise<void>;
  /** Whether the endpoint takes requests; one that is not there, comes up or failed does not. */
  isInService(name: string): Promise<boolean>;
  /** Names of endpoints, configurations and models that start with the prefix, each once. */
  list(namePrefix: string): Promise<readonly string[]>;
}
