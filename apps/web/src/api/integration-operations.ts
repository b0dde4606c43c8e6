import type {
  ConnectionsConnection,
  ConnectionsConnectionChange,
  ConnectionsConnectionFlow,
  JobsImportJob,
  JobsSyncRange,
} from '@tributary/client'
import { client } from './client.ts'

// Each integration has these operations at its own address; the document lists them once for each integration of one server.

/** How a connection begins: which one is renewed, its settings, and the credentials where the person enters them. */
export interface ConnectionStart extends Readonly<Record<string, unknown>> {
  readonly connectionId?: string
  readonly settings?: Readonly<Record<string, unknown>>
  /** For a sign-in at the provider. Default: the page of the connection. */
  readonly returnPath?: string
}

/** A code, and where the person enters it (`connections.DeviceFlow`); described only by servers with such an integration. */
export interface DeviceFlow {
  readonly flow: string
  readonly userCode: string
  readonly verificationUri: string
  readonly verificationUriComplete: string | null
  readonly pollAfterSeconds: number
  readonly expiresAt: string
}

/** The code has not been entered yet (`connections.DeviceFlowPending`). */
export interface DeviceFlowPending {
  readonly pollAfterSeconds: number
}

/** What connecting leads to: a sign-in at the provider, a code to enter there, or the connection itself. */
export type ConnectionStarted = ConnectionsConnectionFlow | DeviceFlow | ConnectionsConnection

const json = { 'Content-Type': 'application/json' }

/** Starts connecting an account of an integration. */
export async function startConnection(
  integration: string,
  body: ConnectionStart,
): Promise<ConnectionStarted> {
  const { data } = await client.post<{ 200: ConnectionStarted }, unknown, true>({
    url: '/api/{integration}/connect',
    path: { integration },
    body,
    headers: json,
  })
  return data
}

/** Whether the code has been entered at the provider: the connection, or when to ask again. */
export async function pollConnection(
  integration: string,
  flow: string,
): Promise<ConnectionsConnection | DeviceFlowPending> {
  const { data } = await client.post<{ 200: ConnectionsConnection | DeviceFlowPending }, unknown, true>({
    url: '/api/{integration}/connect/{flow}',
    path: { integration, flow },
  })
  return data
}

type Named = Pick<ConnectionsConnection, 'id' | 'integration'>

const CONNECTION_URL = '/api/{integration}/connections/{id}'

const pathOf = ({ id, integration }: Named) => ({ id, integration })

/** Pauses, resumes, names a connection, switches its streams, or changes its settings. */
export async function updateConnection(
  connection: Named,
  body: ConnectionsConnectionChange & { readonly settings?: Readonly<Record<string, unknown>> },
): Promise<ConnectionsConnection> {
  const { data } = await client.patch<{ 200: ConnectionsConnection }, unknown, true>({
    url: CONNECTION_URL,
    path: pathOf(connection),
    body,
    headers: json,
  })
  return data
}

/** Reads from the provider now: the given local dates, or those of a scheduled sync. */
export async function syncConnection(connection: Named, range: JobsSyncRange = {}): Promise<JobsImportJob> {
  const { data } = await client.post<{ 202: JobsImportJob }, unknown, true>({
    url: `${CONNECTION_URL}/sync`,
    path: pathOf(connection),
    body: range,
    headers: json,
  })
  return data
}

/** Ends a connection, and keeps or deletes what it brought. */
export async function disconnectConnection(connection: Named, data: 'keep' | 'delete'): Promise<void> {
  await client.delete<{ 204: null }, unknown, true>({
    url: CONNECTION_URL,
    path: pathOf(connection),
    query: { data },
  })
}
