import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { oura } from '../src/index.ts'
import { DAILY_STREAMS, SLEEP_SOURCES, SLEEP_STREAM } from '../src/oura-table.ts'

const { definition } = oura
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

describe('the integration', () => {
  it('has the names and units of other integrations for the same metrics', () => {
    const fields = Object.assign({}, ...definition.streams.map((stream) => stream.fields)) as object
    expect(fields).toMatchObject({
      steps: { unit: 'steps' },
      calories: { unit: 'kcal' },
      sleepLength: { unit: 'min' },
      bedTime: { type: 'time' },
      wakeUpTime: { type: 'time' },
      restingHeartRate: { unit: 'bpm' },
      heartRateVariability: { unit: 'ms' },
      oxygenSaturation: { unit: '%' },
      breathingRate: { unit: 'breaths/min' },
    })
  })

  it('has a path for each field', () => {
    for (const { fields, sources } of [...DAILY_STREAMS, { ...SLEEP_STREAM, sources: SLEEP_SOURCES }])
      expect(Object.keys(sources)).toEqual(Object.keys(fields))
  })

  it('shows the administrator the redirect URI to copy', () => {
    const callbackUrl = 'https://tributary.example/api/oura/callback'
    expect(definition.setupInfo?.({ callbackUrl })).toEqual([
      { label: 'Redirect URI', value: callbackUrl, copyable: true },
    ])
  })
})

describe('the README', () => {
  it('has the type-checked and tested example', async () => {
    const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8')
    expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``)
    await expect(import('./readme-example.ts')).resolves.toBeDefined()
  })

  it('names every stream, field and scope', () => {
    for (const { id, fields = {}, scopes = [] } of definition.streams)
      for (const name of [id, ...Object.keys(fields), ...scopes.flat()])
        expect(readme).toContain(`\`${name}\``)
  })
})
