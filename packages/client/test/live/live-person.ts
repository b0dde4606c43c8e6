import {
  accountsCreateKey,
  accountsSignIn,
  createTributaryClient,
  type JobsImportJob,
  jobsFollowJob,
  type TributaryClient,
} from '../../src/index.ts'
import { browserFetch } from './browser-fetch.ts'
import { ADMIN, type LiveServer } from './live-server.ts'

/** The administrator of a live server, with a key. */
export interface LivePerson {
  readonly key: string
  readonly client: TributaryClient
  /** As the browser of the administrator: operations that are not for keys. */
  readonly session: TributaryClient
  /** A client with the same key and another `fetch`, or another address. */
  clientWith(fetch: typeof globalThis.fetch, baseUrl?: string): TributaryClient
  jobEnd(id: string): Promise<JobsImportJob | undefined>
}

export async function livePerson({ url }: LiveServer): Promise<LivePerson> {
  const session = createTributaryClient({ baseUrl: url, fetch: browserFetch() })
  await accountsSignIn({ client: session, body: ADMIN })
  const { data } = await accountsCreateKey({ client: session, body: { name: 'test', scopes: ['*'] } })
  const clientWith = (inner: typeof globalThis.fetch, baseUrl = url) =>
    createTributaryClient({ baseUrl, apiKey: data.key, fetch: inner })
  const client = clientWith(fetch)
  return {
    key: data.key,
    client,
    session,
    clientWith,
    jobEnd: async (id) => (await Array.fromAsync(jobsFollowJob({ client, path: { id } }))).at(-1),
  }
}
