import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTemplate } from '../src/save-template.ts'
import type { MetricsTables } from '../src/tables.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

interface Template {
  readonly id: string
  readonly name: string
  readonly entries: Record<string, unknown>[]
}

describe('metric templates', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics()
  })
  afterAll(() => server.stop())
  afterEach(async () => {
    const db = server.database.tables<MetricsTables>()
    await db.deleteFrom('metric_templates').execute()
    await db.deleteFrom('manual_metrics').execute()
    await db.deleteFrom('daily_metric_values').execute()
    await db.deleteFrom('metric_coverage').execute()
  })

  const PATH = '/api/metrics/templates'
  const mood = { kind: 'manual', label: 'Mood at noon', type: 'number', unit: 'points' }
  const steps = { kind: 'external', metric: 'bracelet.steps' }
  const create = async (entries: object[], name = 'Morning') => {
    const reply = await server.ada.post(PATH, { name, entries })
    expect(reply.statusCode, reply.body).toBe(201)
    return reply.json<Template>()
  }
  const refused = async (entries: object[]) => (await server.ada.post(PATH, { name: 'x', entries })).json()
  const metricNames = async () => {
    const reply = await server.ada.get('/api/metrics/catalogue?integration=manual')
    return reply.json<{ items: { metric: string }[] }>().items.map(({ metric }) => metric)
  }

  test('one is created, listed, read, replaced and deleted', async () => {
    const { ada } = server
    const created = await ada.post(PATH, { name: 'Morning', entries: [mood, steps] })
    const template = created.json<Template>()
    expect(created.headers['location']).toBe(`${PATH}/${template.id}`)
    expect(template.entries).toEqual([
      {
        kind: 'manual',
        label: 'Mood at noon',
        metric: 'manual.moodAtNoon',
        unit: 'points',
        type: 'number',
        order: 0,
      },
      {
        kind: 'external',
        label: 'Steps',
        metric: 'bracelet.steps',
        unit: 'steps',
        type: 'number',
        order: 1,
      },
    ])
    expect((await ada.get(`${PATH}/${template.id}`)).json()).toEqual(template)
    expect((await ada.get(PATH)).json()).toEqual({ items: [template], nextCursor: null })
    const replaced = await ada.put(`${PATH}/${template.id}`, { name: 'Evening', entries: [steps] })
    expect(replaced.json()).toMatchObject({ id: template.id, name: 'Evening', entries: [{ order: 0 }] })
    expect((await ada.delete(`${PATH}/${template.id}`)).statusCode).toBe(204)
    expect((await ada.delete(`${PATH}/${template.id}`)).json()).toMatchObject({ status: 404 })
    expect((await ada.get(PATH)).json()).toEqual({ items: [], nextCursor: null })
  })

  test('a response is a valid request', async () => {
    const { id, name, entries } = await create([mood, { ...steps, label: 'Walked' }])
    const again = (await server.ada.put(`${PATH}/${id}`, { name, entries })).json<Template>()
    expect(again.entries).toEqual(entries)
  })

  test('entries are in the order that they name, else in that of the list', async () => {
    const entry = (label: string, order?: number) => ({
      ...mood,
      label,
      ...(order === undefined ? {} : { order }),
    })
    const { entries } = await create([entry('c', 7), entry('a', 0), entry('b', 5)])
    expect(entries.map(({ label, order }) => [label, order])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ])
  })

  test("another user's is not found", async () => {
    const { id } = await create([steps])
    const { bob } = server
    for (const reply of [
      await bob.get(`${PATH}/${id}`),
      await bob.put(`${PATH}/${id}`, { name: 'x', entries: [] }),
      await bob.delete(`${PATH}/${id}`),
      await bob.get(`${PATH}/${id}/values?from=2025-01-01&to=2025-01-02`),
    ]) {
      expect(reply.json()).toMatchObject({ status: 404, code: 'METRICS_TEMPLATE_NOT_FOUND' })
    }
    expect((await bob.get(PATH)).json()).toEqual({ items: [], nextCursor: null })
  })

  test('all errors are reported at once, with similar names', async () => {
    expect(
      await refused([
        { kind: 'external', metric: 'bracelet.step' },
        steps,
        { kind: 'external', metric: 'bracelet.cardioLoad' },
        { kind: 'manual', label: 'No type' },
      ]),
    ).toMatchObject({
      status: 400,
      code: 'METRICS_BAD_TEMPLATE',
      detail:
        'Entry 1 has the metric "bracelet.step", which does not exist. Did you mean "bracelet.steps"? ' +
        'Entry 3 has the metric "bracelet.cardioLoad", which is unavailable: The maker keeps it to its own app. ' +
        'Entry 4 is manual and needs a "type": number, time, text or boolean.',
      errors: [
        { in: 'body', path: '/entries/0' },
        { in: 'body', path: '/entries/2' },
        { in: 'body', path: '/entries/3' },
      ],
    })
  })

  test.each([
    [{ kind: 'external' }, 'needs a "metric"'],
    [{ ...steps, type: 'text' }, 'it has the type number'],
    [{ ...steps, unit: 'miles' }, 'it has steps'],
    [{ kind: 'manual', type: 'number' }, 'needs a "label"'],
    [{ ...mood, label: '🙂' }, 'gives its metric no name'],
    [{ ...mood, metric: 'bracelet.steps' }, 'a manual one is "manual."'],
    [{ ...mood, metric: 'manual.a b' }, 'a manual one is "manual."'],
  ])('the entry %j is refused', async (entry, detail) => {
    expect(await refused([entry])).toMatchObject({
      status: 400,
      code: 'METRICS_BAD_TEMPLATE',
      detail: expect.stringContaining(detail),
    })
  })

  test.each([
    [{ name: '', entries: [] }, 'KERNEL_VALIDATION'],
    [{ name: 'x' }, 'KERNEL_VALIDATION'],
    [{ name: 'x', entries: [{ kind: 'other' }] }, 'KERNEL_VALIDATION'],
    [{ name: 'x', entries: [{ ...mood, colour: 'red' }] }, 'KERNEL_VALIDATION'],
    [{ name: 'a\0b', entries: [] }, 'KERNEL_VALIDATION'],
    [{ name: 'x', entries: [{ ...mood, label: 'a\0b' }] }, 'KERNEL_VALIDATION'],
  ])('the template %j is refused', async (body, code) => {
    expect((await server.ada.post(PATH, body)).json()).toMatchObject({ status: 400, code })
  })

  test('labels in any script produce a name', async () => {
    const { entries } = await create([
      { ...mood, label: '気分' },
      { ...mood, label: 'Ça va?' },
    ])
    expect(entries.map(({ metric }) => metric)).toEqual(['manual.気分', 'manual.çaVa'])
    const path = `/api/metrics/values/${encodeURIComponent('manual.気分')}/2025-02-01`
    expect((await server.ada.put(path, { value: 3 })).statusCode).toBe(200)
  })

  test('a manual metric has one definition in all templates, and its name is free once it is unused', async () => {
    const { ada } = server
    const first = await create([mood])
    const other = { ...mood, type: 'text', unit: null }
    expect(await refused([other])).toMatchObject({
      status: 409,
      code: 'METRICS_MANUAL_CONFLICT',
      detail: expect.stringContaining('"manual.moodAtNoon" is already used as number in points'),
    })
    expect((await ada.get(PATH)).json<{ items: unknown[] }>().items).toHaveLength(1)
    // In only one template, it may change.
    const body = { name: 'Morning', entries: [other] }
    expect((await ada.put(`${PATH}/${first.id}`, body)).statusCode).toBe(200)
    const value = '/api/metrics/values/manual.moodAtNoon/2025-02-01'
    expect((await ada.put(value, { value: 'fine' })).statusCode).toBe(200)
    // With values it may not, even after its template is deleted.
    await ada.delete(`${PATH}/${first.id}`)
    expect(await metricNames()).toEqual(['manual.moodAtNoon'])
    expect(await refused([mood])).toMatchObject({ status: 409 })
    await ada.delete(value)
    expect(await metricNames()).toEqual([])
    expect((await create([mood])).entries).toHaveLength(1)
  })

  test('a manual metric without template and values is deleted, and is separate for each user', async () => {
    const { ada, bob } = server
    const { id } = await create([mood])
    expect(
      (await bob.put('/api/metrics/values/manual.moodAtNoon/2025-02-01', { value: 1 })).json(),
    ).toMatchObject({
      status: 404,
      code: 'METRICS_METRIC_NOT_FOUND',
    })
    await ada.delete(`${PATH}/${id}`)
    expect(await metricNames()).toEqual([])
  })

  test('the number per user is limited, also for concurrent requests', async () => {
    const db = server.database.tables<MetricsTables>()
    const rows = Array.from({ length: 95 }, (_, n) => ({ user_id: server.ada.id, name: `${n}` }))
    await db.insertInto('metric_templates').values(rows).execute()
    const body = { name: 'x', entries: [] }
    const many = <T>(send: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, send))
    // With every connection of the pool open, the requests are concurrent.
    await many(() => server.ada.get(PATH))
    const codes = (await many(() => server.ada.post(PATH, body))).map(({ statusCode }) => statusCode)
    expect(codes.filter((code) => code === 201)).toHaveLength(5)
    expect(codes.filter((code) => code === 409)).toHaveLength(15)
    expect((await server.bob.post(PATH, { name: 'x', entries: [] })).statusCode).toBe(201)
  })

  test('concurrent changes and deletions leave it either existing or not, and no request fails', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await create([steps])
      const replies = await Promise.all([
        server.ada.put(`${PATH}/${id}`, { name: 'Evening', entries: [mood, steps] }),
        server.ada.delete(`${PATH}/${id}`),
        server.ada.put(`${PATH}/${id}`, { name: 'Night', entries: [mood] }),
      ])
      expect(replies[1]?.statusCode).toBe(204)
      for (const { statusCode } of replies) expect([200, 204, 404]).toContain(statusCode)
    }
    expect(await metricNames()).toEqual([])
  })

  test('none is stored for a user who was just deleted', async () => {
    const contents = { name: 'x', entries: [] }
    const attempt = server.database.transaction<MetricsTables, string>((trx) =>
      createTemplate(trx, 'nobody', contents),
    )
    await expect(attempt).rejects.toMatchObject({ code: 'METRICS_USER_GONE' })
  })

  test('one is filled with the values of its days, and shows the state of each gap', async () => {
    const { ada } = server
    const { id, entries } = await create([steps, mood, { kind: 'external', metric: 'bracelet.bedTime' }])
    await ada.deliver([{ field: 'steps', date: '2025-02-01', value: 900 }], {
      covers: { startDate: '2025-02-01', endDate: '2025-02-02' },
    })
    await ada.fail({ startDate: '2025-02-01', endDate: '2025-02-03' })
    await ada.deliver([{ field: 'bedTime', date: '2025-02-02', value: '23:05' }], { stream: 'sleep' })
    await ada.put('/api/metrics/values/manual.moodAtNoon/2025-02-02', { value: 4 })
    const filled = await ada.get(`${PATH}/${id}/values?from=2025-02-01&to=2025-02-04`)
    expect(filled.json()).toEqual({
      id,
      name: 'Morning',
      from: '2025-02-01',
      to: '2025-02-04',
      entries,
      days: [
        ['2025-02-01', [900, 'bracelet', 'value'], [null, null, 'missing'], [null, null, 'missing']],
        ['2025-02-02', [null, null, 'empty'], [4, 'manual', 'value'], ['23:05', 'bracelet', 'value']],
        ['2025-02-03', [null, null, 'failed'], [null, null, 'missing'], [null, null, 'missing']],
        ['2025-02-04', [null, null, 'missing'], [null, null, 'missing'], [null, null, 'missing']],
      ].map(([date, ...cells]) => ({
        date,
        cells: (cells as unknown[][]).map(([value, integration, state]) => ({ value, integration, state })),
      })),
    })
  })

  test.each([
    ['from=2025-02-02&to=2025-02-01', 'KERNEL_BAD_RANGE'],
    ['from=2023-02-02&to=2025-02-01', 'KERNEL_BAD_RANGE'],
    ['from=2025-02-02', 'KERNEL_VALIDATION'],
  ])('it is not filled for %s', async (query, code) => {
    const { id } = await create([steps])
    expect((await server.ada.get(`${PATH}/${id}/values?${query}`)).json()).toMatchObject({
      status: 400,
      code,
    })
  })
})
