export interface AlarmState {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  /** When it came into this state. */
  readonly since: Date;
}

export interface AlarmReader {
  /** States of the named alarms; a name that does not exist is left out. */
  read(names: readonly string[]): Promise<readonly AlarmState[]>;
}
