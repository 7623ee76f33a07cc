import { namesOf, type Rules, STATEFUL } from './rules.js';

/**
 * XGBoost and LightGBM. The state of a booster is its model, as bytes or text, which the library's own parser reads: no
 * Python code is in it. Constructors, which can open files, are never called.
 */
export const BOOSTING: Rules = [
  [['xgboost.core.Booster', 'lightgbm.basic.Booster'], STATEFUL],
  [
    namesOf('xgboost.sklearn', 'XGBClassifier XGBRegressor XGBRanker XGBRFClassifier XGBRFRegressor XGBModel'),
    STATEFUL,
  ],
  [namesOf('lightgbm.sklearn', 'LGBMClassifier LGBMRegressor LGBMRanker LGBMModel'), STATEFUL],
];
