import { startTestServer, TEST_PASSWORD } from '@tributary/testkit'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { createInfluxdbSimulator } from '../simulator/index.ts'
import { influxdb } from '../src/index.ts'

const LIMIT = 120_000

test('a person has daily values sent to two instances, of which one is down for a while', {
  timeout: LIMIT,
}, async () => {
  await using home = await createInfluxdbSimulator()
  await using work = await createInfluxdbSimulator()
  await using server = await startTestServer({ integrations: [influxdb], egressAllow: '127.0.0.1' })
  const admin = await server.createUser({ role: 'admin' })
  const { cookies } = await server.kernel.app.inject({
    method: 'POST',
    url: '/api/accounts/sign-in/email',
    payload: { email: admin.email, password: TEST_PASSWORD },
  })
  const cookie = cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')
  const addInstance = async (name: string, { url: address, token }: typeof home) => {
    const values = { address, organization: 'home', bucket: 'tributary', token }
    const answer = await server.kernel.app.inject({
      method: 'POST',
      url: '/api/admin/plugins/instances',
      headers: { cookie },
      payload: { plugin: 'influxdb', kind: 'analytics', name, values },
    })
    expect(answer.statusCode, answer.body).toBe(201)
    return String(answer.json().id)
  }
  const ids = { home: await addInstance('home', home), work: await addInstance('work', work) }
  const ada = await server.createUser()
  const write = (value: number) =>
    sql`
      insert into daily_metric_values (user_id, date, metric, source, number_value)
      select ${ada.id}, date '2026-01-01' + n, 'oura.steps', 'oura', ${value} from generate_series(0, 299) as n
      on conflict on constraint daily_metric_values_identity
      do update set number_value = excluded.number_value, updated_at = now()`.execute(server.tables())
  const show = async (id: string) =>
    (await ada.get('/api/analytics/instances')).body.items.find((item: { id: string }) => item.id === id)
  const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 50, timeout: 30_000 })

  await write(1)
  // The first attempt and its two repetitions.
  home.inject({ status: 503, code: 'unavailable', times: 3 })
  for (const id of Object.values(ids))
    await ada.request({ method: 'PATCH', path: `/api/analytics/instances/${id}`, body: { enabled: true } })
  await until(() => expect(work.points()).toHaveLength(300))
  await until(async () =>
    expect(await show(ids.home)).toMatchObject({
      state: 'waiting',
      lastError: 'InfluxDB answered with the status 503.',
    }),
  )
  expect(home.points()).toEqual([])
  const { pseudonym } = await show(ids.work)
  const [point] = work.points()
  expect(JSON.stringify(point)).toContain(pseudonym)
  expect(JSON.stringify(work.points())).not.toContain(ada.id)
  expect(JSON.stringify(work.points())).not.toContain(ada.email)

  await write(2)
  await until(() => expect(work.points().every((each) => each.value === 2)).toBe(true))
  expect(work.points()).toHaveLength(300)
  expect(home.points()).toEqual([])
  // As if the minute until the next attempt had passed.
  await sql`update analytics_subscriptions set due_at = now() - interval '1 second' where failures > 0`.execute(
    server.tables(),
  )
  await until(() => expect(home.points()).toHaveLength(300))
  expect(home.points().every((each) => each.value === 2)).toBe(true)
  await until(async () => expect(await show(ids.home)).toMatchObject({ state: 'current', lastError: null }))
})
