import { IntegrationError, type IntegrationErrorCode, isIntegrationError } from '@tributary/integration-kit'
import { errorFrom } from '@tributary/integration-kit/providers'
import { COMMANDS, REPLIES } from './errors-table.ts'

/** What nodemailer's errors have. */
interface SmtpError extends Error {
  /** Its own: `EAUTH`, `EENVELOPE`, … or that of the system. */
  readonly code?: string
  /** Of the server: 450, 550, … */
  readonly responseCode?: number
  /** `RCPT TO`, `MAIL FROM`, `DATA`, … */
  readonly command?: string
}

/** Greylisting usually takes 5 minutes. */
const GREYLISTING_SECONDS = 300

/** RFC 5321, section 4.2.3, and RFC 4954, section 6. */
export function integrationErrorOf(error: unknown, host: string): unknown {
  // Of the guarded connection.
  if (isIntegrationError(error) || !(error instanceof Error)) return error
  const { code = '', responseCode, command = '' } = error as SmtpError
  // nodemailer quotes the answer of the server, which may quote what it was sent: only its number is repeated.
  const make = (kind: IntegrationErrorCode, message: string) =>
    new IntegrationError(kind, `${host} ${message}${responseCode === undefined ? '' : ` (${responseCode})`}.`)
  if (isOfCertificate(code, error.message))
    return make(
      'bad_configuration',
      'has a certificate that is not trusted: check the host, or enter its certificate authority',
    )
  // The port speaks another protocol than TLS.
  if (code === 'ETLS' || /wrong version number|EPROTO/i.test(`${code} ${error.message}`))
    return make('bad_configuration', 'does not offer this encryption: choose another one, or another port')
  if (code === 'EMESSAGE' && responseCode === undefined)
    return make('invalid_data', 'takes no message of this size')
  if (responseCode === undefined)
    return make('upstream', 'could not be reached, or its answer was incomplete')
  if (responseCode >= 500) {
    const [verb] = command.split(' ')
    const { code: kind = 'permission_denied', message = 'refused the message' } =
      errorFrom(REPLIES, responseCode) ?? errorFrom(COMMANDS, verb) ?? {}
    return make(kind, message)
  }
  if (responseCode === 450 || responseCode === 451)
    return new IntegrationError(
      'rate_limit',
      `${host} asks to send the message again later (${responseCode}).`,
      {
        retryAfterSeconds: GREYLISTING_SECONDS,
      },
    )
  return make('upstream', 'is temporarily unavailable')
}

function isOfCertificate(code: string, message: string): boolean {
  return (
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(`${code} ${message}`) || /certificate/i.test(message)
  )
}
