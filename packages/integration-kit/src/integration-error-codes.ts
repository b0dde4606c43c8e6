/** What the server knows of an error code. */
interface CodeDefinition {
  /** What it says something of. An error of the whole run keeps other streams from being asked. */
  readonly about: 'run' | 'stream' | 'file'
  /** Of several problems of one run, the job shows the most urgent: 1. */
  readonly urgency?: number
  /** What it makes of the connection, at once; the person is notified. */
  readonly connection?: 'needs_reauth' | 'needs_permission' | 'needs_action' | 'paused'
  /** Whether it says something of one person's account: then the integration works for others. */
  readonly isOfPerson?: true
  /** What the engine does, for documentation. */
  readonly engine: string
}

/**
 * What can go wrong between an integration and its provider. The code decides what the engine does; the integration only names it.
 * Documentation and behaviour are made from this table.
 */
export const INTEGRATION_ERRORS = {
  auth_expired: {
    about: 'run',
    connection: 'needs_reauth',
    isOfPerson: true,
    engine:
      'refreshes once and tries again; refused, the connection is `needs_reauth` and the person is notified',
  },
  rate_limit: {
    about: 'run',
    engine: 'runs the job again after `retryAfterSeconds`; not a failure',
  },
  partial_sync: {
    about: 'stream',
    urgency: 6,
    engine: 'keeps the pages and the cursor; the job ends `partial`, the next run resumes',
  },
  upstream: {
    about: 'stream',
    urgency: 3,
    engine: 'retries with exponential backoff and jitter; after the last attempt the job is `failed`',
  },
  invalid_data: {
    about: 'stream',
    urgency: 4,
    engine: 'does not retry; `raw`, where it is given, goes to the rejected records with the reason',
  },
  permission_denied: {
    about: 'stream',
    urgency: 1,
    connection: 'needs_permission',
    isOfPerson: true,
    engine:
      'the connection is `needs_permission`, the missing scopes are named, the person is asked to authorize again; other streams continue',
  },
  cursor_expired: {
    about: 'stream',
    urgency: 5,
    engine:
      'restarts the stream without its cursor, once per run, with a warning; nothing is paused and other streams continue',
  },
  file_parse_error: {
    about: 'file',
    urgency: 7,
    engine: 'the job is `failed` with line and column; the person corrects the file and uploads it again',
  },
  provider_gone: {
    about: 'run',
    connection: 'paused',
    engine:
      'does not retry: the provider has ended this interface. The connection is `paused` and the person notified',
  },
  action_required: {
    about: 'run',
    connection: 'needs_action',
    isOfPerson: true,
    engine:
      'does not retry: the person must act at the provider first, as the message describes. The connection is `needs_action`, the person is notified; scheduled syncs retry and resume automatically',
  },
  bad_configuration: {
    about: 'run',
    connection: 'needs_action',
    engine: 'as `action_required`, but the administrator must act, at the provider or here',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>

/** What an `IntegrationError` is about. */
export type IntegrationErrorCode = keyof typeof INTEGRATION_ERRORS

/** What is known of a code; `undefined` for one that the server has added, like `internal`. */
export function integrationErrorOf(code: string): CodeDefinition | undefined {
  return Object.hasOwn(INTEGRATION_ERRORS, code)
    ? INTEGRATION_ERRORS[code as IntegrationErrorCode]
    : undefined
}
