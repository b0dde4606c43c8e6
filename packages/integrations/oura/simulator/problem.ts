import type { SimulatorReply } from '@tributary/provider-simulator'

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  422: 'Unprocessable Entity',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
}

/** A refusal in the format of Oura (RFC 7807). */
export function problem(
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): SimulatorReply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: { status, title: TITLES[status] ?? 'Error', detail },
  }
}
