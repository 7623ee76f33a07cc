import { App } from 'aws-cdk-lib';
import { ConfigurationError, loadConfiguration } from '../config/load.js';
import { addPlatformStack } from './platform-stack.js';

/** The app: configuration to one stack. Context keys: `environment` and `model-file`. */
function synthesize(): void {
  const app = new App();
  const configuration = loadConfiguration(app.node.tryGetContext('environment'), app.node.tryGetContext('model-file'));
  addPlatformStack(app, configuration, `Mlops-${configuration.environment.name}`);
  app.synth();
}

try {
  synthesize();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
