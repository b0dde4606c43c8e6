import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fitbit } from '../src/index.ts'
import { scopesOf } from './connect.ts'

const { definition } = fitbit
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

describe('the integration', () => {
  it('has the metrics by their familiar names', () => {
    const fields = definition.streams.flatMap((stream) => Object.keys(stream.fields ?? {}))
    expect(fields.toSorted()).toEqual(
      [
        'steps',
        'sleepLength',
        'bedTime',
        'wakeUpTime',
        'restingHeartRate',
        'activeZoneMinutes',
        'heartRateVariability',
        'vo2Max',
        'oxygenSaturation',
        'breathingRate',
        'distance',
        'calories',
        'weight',
        'heartRate',
        'countedSteps',
        'measuredWeight',
        'measuredOxygenSaturation',
        'bodyTemperature',
      ].toSorted(),
    )
  })

  it('has the reason why the two metrics of the app are unavailable', () => {
    expect(Object.keys(definition.unavailable ?? {})).toEqual(['cardioLoad', 'fitbitReadiness'])
    for (const { reason } of Object.values(definition.unavailable ?? {}))
      expect(reason).toMatch(/has an API for it/)
  })

  it('requests only the scopes of what it reads', () => {
    expect(scopesOf(definition).map((scope) => scope.replace(/^.*googlehealth\./, ''))).toEqual([
      'activity_and_fitness.readonly',
      'sleep.readonly',
      'health_metrics_and_measurements.readonly',
      'settings.readonly',
    ])
  })

  it('is not sunset: only Fitbit’s own API was switched off, as it says', () => {
    expect(definition.facts?.sunset).toBeUndefined()
    expect(definition.facts?.notes?.[0]).toContain('2 November 2026')
  })

  it('shows the administrator the redirect URI to copy', () => {
    const callbackUrl = 'https://tributary.example/api/fitbit/callback'
    expect(definition.setupInfo?.({ callbackUrl })).toContainEqual({
      label: 'Authorized redirect URI',
      value: callbackUrl,
      copyable: true,
    })
  })
})

describe('the README', () => {
  it('has the type-checked and tested example', async () => {
    const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8')
    expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``)
    await expect(import('./readme-example.ts')).resolves.toBeDefined()
  })

  it('names every stream, field and scope', () => {
    for (const stream of definition.streams) {
      expect(readme).toContain(`\`${stream.id}\``)
      for (const field of Object.keys(stream.fields ?? {})) expect(readme).toContain(`\`${field}\``)
    }
    for (const field of Object.keys(definition.unavailable ?? {})) expect(readme).toContain(`\`${field}\``)
    for (const scope of scopesOf(definition)) expect(readme).toContain(scope.replace(/^.*googlehealth/, '…'))
  })
})
