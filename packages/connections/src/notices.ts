import type { NotificationParameters } from '@tributary/notifications'
import type { Transaction } from 'kysely'
import type { RejectionFault } from './connection-access.ts'
import type { Parts } from './parts.ts'
import { missingScopes } from './scopes.ts'
import type { ConnectionRow, ConnectionsTables } from './tables.ts'

type Trx = Transaction<ConnectionsTables>

interface Notice {
  readonly kind: string
  readonly severity: 'warning' | 'error'
  readonly title: string
  readonly message: string
}

/** One notice at a time about the state of a connection. */
const keyOf = ({ id }: Pick<ConnectionRow, 'id'>) => `connection/${id}`

/** The key of notices from before a person could have several connections of an integration. */
const formerKeyOf = ({ integration }: Pick<ConnectionRow, 'integration'>) => `connection/${integration}`

async function notify(parts: Parts, trx: Trx, row: ConnectionRow, notice: Notice): Promise<void> {
  await parts.notifications.notify(
    {
      ...notice,
      parameters: parametersOf(parts, row),
      userId: row.user_id,
      integration: row.integration,
      path: pathOf(row),
      key: keyOf(row),
    },
    { trx },
  )
}

/** The page of the connection. */
const pathOf = ({ id }: ConnectionRow) => `/connections/${id}`

/** With the account, since a person may have several. */
function nameOf(parts: Parts, row: ConnectionRow): string {
  const name = providerOf(parts, row)
  const account = row.label ?? row.account_name
  return account === null ? name : `${name} (${account})`
}

function providerOf(parts: Parts, { integration }: Pick<ConnectionRow, 'integration'>): string {
  return parts.definitionOf(integration)?.displayName ?? integration
}

/** What the words about a state are made of. */
function parametersOf(parts: Parts, row: ConnectionRow): NotificationParameters {
  const definition = parts.definitionOf(row.integration)
  return {
    name: nameOf(parts, row),
    provider: providerOf(parts, row),
    reasonCode: row.reason_code ?? '',
    scopes: definition === undefined ? '' : missingScopes(definition, row).join(', '),
  }
}

export function notifyNeedsReauth(parts: Parts, trx: Trx, row: ConnectionRow): Promise<void> {
  return notify(parts, trx, row, {
    kind: 'connection_needs_reauth',
    severity: 'error',
    title: `Connect ${nameOf(parts, row)} again`,
    message: row.reason ?? 'The connection has ended.',
  })
}

export function notifyNeedsPermission(parts: Parts, trx: Trx, row: ConnectionRow): Promise<void> {
  return notify(parts, trx, row, {
    kind: 'connection_needs_permission',
    severity: 'warning',
    title: `${nameOf(parts, row)} lacks a permission`,
    message: row.reason ?? 'A permission is missing.',
  })
}

export function notifyNeedsAction(parts: Parts, trx: Trx, row: ConnectionRow): Promise<void> {
  return notify(parts, trx, row, {
    kind: 'connection_needs_action',
    severity: 'error',
    title: `${nameOf(parts, row)} needs your attention`,
    message: row.reason ?? 'An action at the provider is required.',
  })
}

export function notifyPaused(parts: Parts, trx: Trx, row: ConnectionRow): Promise<void> {
  return notify(parts, trx, row, {
    kind: 'connection_paused',
    severity: 'error',
    title: `${nameOf(parts, row)} is paused`,
    message: row.reason ?? 'The connection is paused.',
  })
}

export function notifyNotRevoked(
  parts: Parts,
  trx: Trx,
  whose: Pick<ConnectionRow, 'user_id' | 'integration'>,
): Promise<void> {
  const name = providerOf(parts, whose)
  return parts.notifications.notify(
    {
      userId: whose.user_id,
      kind: 'connection_not_revoked',
      severity: 'warning',
      title: `The access at ${name} could not be revoked`,
      message: `${name} did not answer for a day. The credentials are deleted here; to revoke the access as well, remove this app in your account settings at ${name}.`,
      parameters: { provider: name },
      integration: whose.integration,
      path: `/integrations/${whose.integration}`,
      key: `revocation/${whose.integration}`,
    },
    { trx },
  )
}

/** A notice without a failure. A newer one replaces an unread older one. */
export function notifyWarning(
  parts: Parts,
  trx: Trx,
  { row, warnings }: { readonly row: ConnectionRow; readonly warnings: readonly string[] },
): Promise<void> {
  return parts.notifications.notify(
    {
      userId: row.user_id,
      kind: 'sync_warning',
      severity: 'warning',
      title: `Notice from a sync of ${nameOf(parts, row)}`,
      message: warnings.join('\n'),
      parameters: { name: nameOf(parts, row) },
      integration: row.integration,
      path: pathOf(row),
      key: `warning/${row.id}`,
    },
    { trx },
  )
}

/**
 * Once per kind of fault in a stream of a connection: a provider that delivers the last days at each sync delivers
 * their faults each time.
 */
export function notifyRejected(
  parts: Parts,
  trx: Trx,
  { row, fault }: { readonly row: ConnectionRow; readonly fault: RejectionFault },
): Promise<void> {
  const stream = parts.definitionOf(row.integration)?.streams.find(({ id }) => id === fault.stream)
  const name = nameOf(parts, row)
  const streamName = stream?.displayName ?? fault.stream
  return parts.notifications.notify(
    {
      userId: row.user_id,
      kind: 'records_rejected',
      severity: 'warning',
      title: `Some records of ${name} could not be used`,
      message: `${streamName}: ${fault.reason} All such records are stored with the reason under their job. This notification is sent only once.`,
      parameters: { name, stream: streamName, fault: fault.reason },
      integration: row.integration,
      path: `/jobs?connectionId=${row.id}&status=partial`,
      key: `rejected/${row.id}/${fault.stream}/${fault.kind}`,
      once: true,
    },
    { trx },
  )
}

/** Marks the notices as read when the connection works again. */
export async function resolveNotices(
  parts: Parts,
  trx: Trx,
  row: Pick<ConnectionRow, 'id' | 'user_id' | 'integration'>,
): Promise<void> {
  for (const key of [keyOf(row), formerKeyOf(row)])
    await parts.notifications.resolve({ userId: row.user_id, key }, { trx })
}
