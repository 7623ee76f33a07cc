import { anything, named, nothing, of, optional, takes } from '../argument-checks.js';
import { type ArgumentCheck, isInstance } from '../symbols.js';
import { ESTIMATORS } from './estimators.js';
import { callable, namesOf, REFERENCE, type Rules, STATEFUL } from './rules.js';

const sklearn = (module: string, names: string): readonly string[] => namesOf(`sklearn.${module}`, names);

/** The distances that are computed by scikit-learn itself; `PyFuncDistance` calls a function of the pickle's. */
const DISTANCES =
  'Euclidean SEuclidean Manhattan Chebyshev Minkowski Mahalanobis Hamming Canberra BrayCurtis Jaccard Haversine'
    .split(' ')
    .flatMap((name) => ['', '64', '32'].map((bits) => `${name}Distance${bits}`));

const DISTANCE_NAMES = sklearn('metrics._dist_metrics', DISTANCES.join(' '));
const KD_TREES = sklearn('neighbors._kd_tree', 'KDTree KDTree64 KDTree32');
const BALL_TREES = sklearn('neighbors._ball_tree', 'BallTree BallTree64 BallTree32');
/** Releases 1.5 to 1.7 write the module without its package. */
const LOSSES = ['sklearn._loss._loss', '_loss'].flatMap((module) =>
  namesOf(
    module,
    'CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss CyHalfTweedieLossIdentity CyHuberLoss CyPinballLoss',
  ),
);
const numbers = takes(...Array.from({ length: 4 }, () => optional(of('integer', 'float', 'boolean', 'none'))));

/** Columns, the labels of each output, and the outputs: a tree reads as many labels as it is told there are outputs. */
const tree: ArgumentCheck = (values) => {
  const [, labels, outputs] = values;
  const wrong = takes(of('integer'), of('instance'), of('integer'))(values);
  if (wrong !== undefined || (isInstance(labels) && labels.elements === outputs)) return wrong;
  return 'its argument 3 is not the length of its argument 2';
};

export const SCIKIT_LEARN: Rules = [
  [ESTIMATORS.flatMap(([module, names]) => sklearn(module, names)), STATEFUL],
  // Parts of estimators: attributes only, like theirs.
  [sklearn('calibration', '_CalibratedClassifier _SigmoidCalibration'), STATEFUL],
  [sklearn('cluster._birch', '_CFNode _CFSubcluster'), STATEFUL],
  [sklearn('cluster._bisect_k_means', '_BisectingTree'), STATEFUL],
  [sklearn('compose._column_transformer', 'make_column_selector'), STATEFUL],
  [sklearn('ensemble._gb_losses', 'BinomialDeviance MultinomialDeviance LeastSquaresError'), STATEFUL],
  [sklearn('ensemble._hist_gradient_boosting.predictor', 'TreePredictor'), STATEFUL],
  // A named tuple of a column, the columns that it is estimated by, and the estimator.
  [sklearn('impute._iterative', '_ImputerTriplet'), { make: true, makeWith: takes(anything, anything, anything) }],
  [sklearn('neural_network._stochastic_optimizers', 'SGDOptimizer AdamOptimizer'), STATEFUL],
  [sklearn('preprocessing._label', 'LabelBinarizer LabelEncoder'), STATEFUL],
  [
    sklearn('metrics._scorer', '_Scorer _CurveScorer _PredictScorer _ProbaScorer _ThresholdScorer _PassthroughScorer'),
    STATEFUL,
  ],
  [sklearn('utils._metadata_requests', 'MetadataRequest MethodMetadataRequest'), STATEFUL],
  [
    sklearn(
      'gaussian_process.kernels',
      'CompoundKernel ConstantKernel DotProduct ExpSineSquared Exponentiation Matern PairwiseKernel Product RBF RationalQuadratic Sum WhiteKernel',
    ),
    STATEFUL,
  ],
  [
    sklearn(
      'model_selection._split',
      'GroupKFold GroupShuffleSplit KFold LeaveOneGroupOut LeaveOneOut RepeatedKFold RepeatedStratifiedKFold ShuffleSplit StratifiedGroupKFold StratifiedKFold StratifiedShuffleSplit TimeSeriesSplit',
    ),
    STATEFUL,
  ],
  // A dictionary whose keys are attributes as well.
  [sklearn('utils._bunch', 'Bunch'), { ...STATEFUL, fills: 'pairs' }],
  [sklearn('utils', 'Bunch'), { ...STATEFUL, fills: 'pairs' }],
  // Losses: names of formulas, and their constants.
  [sklearn('_loss.link', 'HalfLogitLink IdentityLink LogLink LogitLink MultinomialLogit Interval'), STATEFUL],
  [
    sklearn(
      '_loss.loss',
      'AbsoluteError ExponentialLoss HalfBinomialLoss HalfGammaLoss HalfMultinomialLoss HalfPoissonLoss HalfSquaredError HalfTweedieLoss HalfTweedieLossIdentity HuberLoss PinballLoss',
    ),
    STATEFUL,
  ],
  [LOSSES, callable(numbers, { build: true })],
  [
    sklearn(
      'linear_model._sgd_fast',
      'EpsilonInsensitive Hinge Huber Log ModifiedHuber SquaredEpsilonInsensitive SquaredHinge SquaredLoss',
    ),
    callable(numbers),
  ],
  // Trees in native memory. Their states are arrays whose dtypes and shapes scikit-learn checks.
  [sklearn('tree._tree', 'Tree'), callable(tree, { build: true })],
  [[...KD_TREES, ...BALL_TREES, ...DISTANCE_NAMES], { ...STATEFUL, call: nothing }],
  [sklearn('neighbors._kd_tree', 'newObj'), callable(takes(named(...KD_TREES)), { build: true })],
  [sklearn('neighbors._ball_tree', 'newObj'), callable(takes(named(...BALL_TREES)), { build: true })],
  [
    sklearn('metrics._dist_metrics', 'newObj newObj64 newObj32'),
    callable(takes(named(...DISTANCE_NAMES)), { build: true }),
  ],
  [sklearn('cluster._kmeans', '_kmeans_single_elkan _kmeans_single_lloyd'), REFERENCE],
  // Scores that selectors and searches refer to, and call with rows later on. They compute; none opens anything.
  [sklearn('feature_selection._univariate_selection', 'chi2 f_classif f_oneway f_regression r_regression'), REFERENCE],
  [sklearn('feature_selection._mutual_info', 'mutual_info_classif mutual_info_regression'), REFERENCE],
  [
    sklearn(
      'metrics._classification',
      'accuracy_score balanced_accuracy_score brier_score_loss cohen_kappa_score f1_score fbeta_score jaccard_score log_loss matthews_corrcoef precision_score recall_score',
    ),
    REFERENCE,
  ],
  [
    sklearn(
      'metrics._regression',
      'd2_absolute_error_score explained_variance_score max_error mean_absolute_error mean_absolute_percentage_error mean_gamma_deviance mean_poisson_deviance mean_squared_error mean_squared_log_error median_absolute_error r2_score root_mean_squared_error',
    ),
    REFERENCE,
  ],
  [sklearn('metrics._ranking', 'average_precision_score roc_auc_score top_k_accuracy_score'), REFERENCE],
];
