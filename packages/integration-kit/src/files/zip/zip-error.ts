import { IntegrationError } from '../../integration-error.ts'

/** Why a ZIP file cannot be read or is refused, and what to do. */
export function zipError(message: string, cause?: unknown): IntegrationError {
  return new IntegrationError('file_parse_error', message, cause === undefined ? {} : { cause })
}

export function cutOff(): IntegrationError {
  return zipError('The ZIP file is cut off. Download it again.')
}
