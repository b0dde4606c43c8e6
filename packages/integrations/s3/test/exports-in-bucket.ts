import { startTestServer, TEST_PASSWORD, type TestServer } from '@tributary/testkit'
import { sql } from 'kysely'
import { s3 } from '../src/index.ts'

/** A bucket and how to use it. */
export interface BucketAccess {
  readonly address: string
  readonly region: string
  readonly bucket: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A server whose administrator allows exports to a bucket, and a person with daily values. */
export async function startWithBucket(access: BucketAccess, values: number) {
  const server = await startTestServer({ integrations: [s3], egressAllow: '127.0.0.1' })
  const asAdmin = await signInAsAdmin(server)
  const instance = { plugin: 's3', kind: 'storage', name: 'backups', values: access }
  const { id: storage } = await asAdmin('POST', '/plugins/instances', instance)
  await asAdmin('PATCH', '/settings/exports', { values: { storages: [storage] } })
  const ada = await server.createUser()
  await addValues(server, ada.id, values)
  return { server, ada, storage: String(storage), asAdmin }
}

async function signInAsAdmin(server: TestServer) {
  const { email } = await server.createUser({ role: 'admin' })
  const { cookies } = await server.kernel.app.inject({
    method: 'POST',
    url: '/api/accounts/sign-in/email',
    payload: { email, password: TEST_PASSWORD },
  })
  const cookie = cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')
  return async (method: 'POST' | 'PATCH' | 'GET', url: string, payload?: object) => {
    const answer = await server.kernel.app.inject({
      method,
      url: `/api/admin${url}`,
      headers: { cookie },
      ...(payload === undefined ? {} : { payload }),
    })
    if (answer.statusCode >= 400) throw new Error(answer.body)
    return answer.json()
  }
}

/** In their table, since a sync of as many takes minutes. */
async function addValues(server: TestServer, userId: string, count: number): Promise<void> {
  await sql`
    insert into daily_metric_values (user_id, date, metric, source, number_value, unit)
    select ${userId}, date '2020-01-01' + n / 200, 'fitbit.steps' || n % 200, 'fitbit', n, 'steps'
    from generate_series(0, ${count - 1}::integer) as n`.execute(server.tables())
}
