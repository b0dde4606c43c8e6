import type { SimulatorReply } from '@tributary/provider-simulator'

interface Detail {
  readonly reason: string
  readonly metadata?: Readonly<Record<string, string>>
}

const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
}

/** An error in the format of Google's newer APIs. */
export function googleError(code: number, message: string, detail?: Detail): SimulatorReply {
  const details = detail && [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', domain: 'googleapis.com', ...detail },
  ]
  return {
    status: code,
    body: { error: { code, message, status: STATUSES[code] ?? 'UNKNOWN', ...(details && { details }) } },
  }
}

/** Thrown for an invalid request. */
export class BadRequest extends Error {
  readonly reply: SimulatorReply

  constructor(message: string, detail?: Detail) {
    super(message)
    this.reply = googleError(400, message, detail)
  }
}

export const unticked = googleError(403, 'Request had insufficient authentication scopes.', {
  reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
  metadata: {
    service: 'health.googleapis.com',
    method: 'google.devicesandservices.health.v4.DataPointsService.ListDataPoints',
  },
})

export const exhausted = googleError(429, 'Resource has been exhausted (e.g. check quota).')

/** The response to every read of data for a Google account without a Google Health profile. */
export const accountNotLinked: SimulatorReply = {
  status: 400,
  body: {
    error: {
      code: 400,
      message: 'Account is not linked.',
      status: 'FAILED_PRECONDITION',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'ACCOUNT_NOT_LINKED',
          domain: 'health.googleapis.com',
        },
      ],
    },
  },
}

export const filterRefused = googleError(400, 'Filter not supported', {
  reason: 'INVALID_DATA_POINT_FILTER_DATA_TYPE_MEMBER',
})

export const internalError = googleError(500, 'Internal error encountered.')

/** The response while the API is not enabled in the client's project; for `controls.inject`. */
export const serviceDisabled = googleError(
  403,
  'Google Health API has not been used in project 123456789 before or it is disabled.',
  {
    reason: 'SERVICE_DISABLED',
    metadata: {
      service: 'health.googleapis.com',
      activationUrl:
        'https://console.developers.google.com/apis/api/health.googleapis.com/overview?project=123456789',
    },
  },
)
