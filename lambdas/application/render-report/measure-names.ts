const NAMES: Readonly<Record<string, string>> = {
  psi: 'PSI',
  wassersteinNormalized: 'normalised Wasserstein',
  // Evidently's test is of a distance over the reference's standard deviation, too.
  wasserstein: 'normed Wasserstein',
  jensenShannon: 'Jensen-Shannon',
  jensenshannon: 'Jensen-Shannon',
  jensen_shannon: 'Jensen-Shannon',
  kl_div: 'Kullback-Leibler',
  hellinger: 'Hellinger',
  ks: 'KS, p',
  chisquare: 'chi-square, p',
  z: 'Z-test, p',
};

/** What a test's measure is called on a page; its own name where it has none. */
export const measureName = (name: string): string => NAMES[name] ?? name;
