import { VerifyEmulatorError } from '../wire/error-base.js'

/** A flag, an environment variable or the config file is not valid; the message says what is expected. */
export class ConfigError extends VerifyEmulatorError {
  override readonly name = 'ConfigError'
  override readonly code = 'invalid_config'
}
