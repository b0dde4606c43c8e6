import { ProblemError } from '@tributary/core'
import type {
  ConfigurationValues,
  IntegrationDefinition,
  ProviderAccount,
} from '@tributary/integration-kit/host'
import { connectionsErrors } from '../connections-errors.ts'
import type { ConnectionRow } from '../tables.ts'
import { changeableNames } from './changeable-settings.ts'

/** Requests an additional connection. */
export const NEW_CONNECTION = 'new'

/** Of one person and one integration. */
export const MOST_CONNECTIONS = 50

/** The new credentials and the requested connection. */
export interface Arrival {
  readonly definition: IntegrationDefinition
  readonly account: ProviderAccount | undefined
  readonly settings: ConfigurationValues
  /** The id of the connection to renew, `new`, or `undefined`: the account decides. */
  readonly target: string | undefined
}

/**
 * The connection that the new credentials renew; `undefined` for a new one. A connection never changes its account,
 * so that its cursors and data belong to one account.
 *
 * @throws ProblemError `CONNECTIONS_NOT_FOUND` and `CONNECTIONS_OTHER_ACCOUNT` for a named connection that is missing
 * or of another account, `CONNECTIONS_WHICH` if the account cannot be identified and several connections match
 */
export function chooseConnection(own: readonly ConnectionRow[], arrival: Arrival): ConnectionRow | undefined {
  const { target, account } = arrival
  if (target !== undefined && target !== NEW_CONNECTION) return named(own, { ...arrival, target })
  const chosen = account === undefined ? unidentified(own, arrival) : identified(own, account)
  if (chosen === undefined && own.length >= MOST_CONNECTIONS)
    throw new ProblemError(connectionsErrors.CONNECTIONS_TOO_MANY, {
      detail: `You have ${own.length} connections to ${arrival.definition.displayName}. Delete one with its data first.`,
    })
  return chosen
}

function named(
  own: readonly ConnectionRow[],
  { target, ...arrival }: Arrival & { readonly target: string },
): ConnectionRow {
  const row = own.find(({ id }) => id === target)
  if (row === undefined) throw noConnection(arrival.definition.displayName)
  const { account } = arrival
  const known = account === undefined ? undefined : identified(own, account)
  if (known !== undefined && known.id !== row.id) throw otherAccount(row, arrival)
  const isSame =
    account !== undefined && row.account_id !== null
      ? account.id === row.account_id
      : row.status !== 'disconnected' && haveSameSettings(row, arrival)
  if (!isSame) throw otherAccount(row, arrival)
  return row
}

function identified(own: readonly ConnectionRow[], account: ProviderAccount): ConnectionRow | undefined {
  return own.find((row) => row.account_id === account.id)
}

/**
 * Without account identification, a disconnected connection may be of another account, and its cursors would skip
 * history of the new one.
 */
function unidentified(own: readonly ConnectionRow[], arrival: Arrival): ConnectionRow | undefined {
  if (arrival.target === NEW_CONNECTION) return undefined
  const alike = own.filter((row) => row.status !== 'disconnected' && haveSameSettings(row, arrival))
  if (alike.length <= 1) return alike[0]
  const { displayName } = arrival.definition
  throw new ProblemError(connectionsErrors.CONNECTIONS_WHICH, {
    detail: `${displayName} does not identify the account, and you have ${alike.length} connections. Set "connection" to the one to renew, or to "${NEW_CONNECTION}".`,
  })
}

/** Different settings, such as the address of another server, mean a different account. */
function haveSameSettings(
  row: ConnectionRow,
  { settings, definition }: Pick<Arrival, 'settings' | 'definition'>,
): boolean {
  const changeable = changeableNames(definition)
  const names = [...Object.keys(row.settings), ...Object.keys(settings)].filter(
    (name) => !changeable.has(name),
  )
  return names.every((name) => JSON.stringify(row.settings[name]) === JSON.stringify(settings[name]))
}

/** The problem for a connection that does not exist or belongs to another user. */
export function noConnection(displayName: string): ProblemError {
  return new ProblemError(connectionsErrors.CONNECTIONS_NOT_FOUND, {
    detail: `You have no such connection to ${displayName}.`,
  })
}

/** Two accounts in one connection would mix data irreversibly. */
function otherAccount(
  row: ConnectionRow,
  { account, definition: { displayName } }: Omit<Arrival, 'target'>,
): ProblemError {
  const given = account?.name ?? 'another account'
  const connected = row.account_name ?? 'another account'
  return new ProblemError(connectionsErrors.CONNECTIONS_OTHER_ACCOUNT, {
    detail: `You signed in to ${displayName} as ${given}, but this connection belongs to ${connected}. Sign in with that account, or add ${given} as another connection (omit "connection", or set it to "${NEW_CONNECTION}").`,
  })
}
