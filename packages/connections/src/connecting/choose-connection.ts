import { ProblemError } from '@tributary/core'
import type {
  ConfigurationValues,
  IntegrationDefinition,
  ProviderAccount,
} from '@tributary/integration-kit/host'
import { connectionsErrors } from '../connections-errors.ts'
import type { ConnectionRow } from '../tables.ts'
import { changeableNames } from './changeable-settings.ts'

/** Asks for another connection beside those there are. */
export const NEW_CONNECTION = 'new'

/** Of one person and one integration. */
export const MOST_CONNECTIONS = 50

/** What was connected, and what the person has asked for. */
export interface Arrival {
  readonly definition: IntegrationDefinition
  readonly account: ProviderAccount | undefined
  readonly settings: ConfigurationValues
  /** The id of the connection to renew, `new`, or `undefined`: the account decides. */
  readonly target: string | undefined
}

/**
 * The connection that is renewed by what a person has just connected; `undefined` for a new one. A connection keeps to one account for
 * ever, so that its cursors and its data are of one account.
 *
 * @throws ProblemError `CONNECTIONS_NOT_FOUND` and `CONNECTIONS_OTHER_ACCOUNT` for a named connection that is not there or of another
 * account, `CONNECTIONS_WHICH` where the account cannot be identified and several connections could be meant
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

/** Where accounts cannot be identified, one that was disconnected may be another: its position would cost the new one its history. */
function unidentified(own: readonly ConnectionRow[], arrival: Arrival): ConnectionRow | undefined {
  if (arrival.target === NEW_CONNECTION) return undefined
  const alike = own.filter((row) => row.status !== 'disconnected' && haveSameSettings(row, arrival))
  if (alike.length <= 1) return alike[0]
  const { displayName } = arrival.definition
  throw new ProblemError(connectionsErrors.CONNECTIONS_WHICH, {
    detail: `${displayName} does not tell whose account this is, and you have ${alike.length} connections. Name the one to renew in "connection", or "${NEW_CONNECTION}".`,
  })
}

/** Other settings, like the address of another server, make it another account. */
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

/** The problem of a connection that is not the person's, or not there. */
export function noConnection(displayName: string): ProblemError {
  return new ProblemError(connectionsErrors.CONNECTIONS_NOT_FOUND, {
    detail: `You have no such connection to ${displayName}.`,
  })
}

/** Two accounts in one connection would mix two people's data for good. */
function otherAccount(
  row: ConnectionRow,
  { account, definition: { displayName } }: Omit<Arrival, 'target'>,
): ProblemError {
  const given = account?.name ?? 'another account'
  const connected = row.account_name ?? 'another account'
  return new ProblemError(connectionsErrors.CONNECTIONS_OTHER_ACCOUNT, {
    detail: `You signed in to ${displayName} as ${given}, but this connection belongs to ${connected}. Sign in with that account, or connect ${given} beside it (leave "connection" out, or give "${NEW_CONNECTION}").`,
  })
}
