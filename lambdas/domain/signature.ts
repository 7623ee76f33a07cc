/** The columns that a model takes and gives. */
export type ColumnType = 'double' | 'long' | 'string' | 'boolean';
export type Task = 'classification' | 'regression';

/** A value of a column; null is missing. */
export type Value = number | string | boolean | null;
/** Values by column name. */
export type Row = Readonly<Record<string, Value>>;

export interface InputColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether a row without the column, or with null in it, is an error. */
  readonly required: boolean;
  /** Numbers: least and largest value of the training rows. Monitors watch them; serving refuses nothing beyond them. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Strings: the values of the training rows. The same holds. */
  readonly categories?: readonly string[];
}

export interface OutputColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** A class of a classification. */
export type Label = string | number;

export interface Signature {
  readonly task: Task;
  readonly inputs: readonly InputColumn[];
  readonly outputs: readonly OutputColumn[];
  /**
   * Classification: the labels as they stand in the data, in the order of the model's probabilities. Two are the negative
   * and the positive one; 3 to 100 make it multiclass.
   */
  readonly labels?: readonly Label[];
}

/** What a model says of one row; `probability` is that of the positive label, of three or more that of the predicted one. */
export interface Prediction {
  readonly prediction: string | number | boolean;
  readonly probability?: number;
  /** Of each of three or more labels, in their order: for the gates; serving tells the predicted one's alone. */
  readonly probabilities?: readonly number[];
}
