import { expect, test } from 'vitest'
import { chooseMetrics, stillKnown } from '../src/pages/home/choose-metrics.ts'

const metric = (name: string, label = name, others = {}) => ({
  metric: name,
  label,
  integration: name.split('.')[0] ?? '',
  type: 'number',
  kind: 'daily',
  hasValues: true,
  ...others,
})

test('integrations take turns, and what two of them deliver is shown once', () => {
  const metrics = [
    metric('fitbit.steps', 'Steps'),
    metric('fitbit.weight', 'Weight'),
    metric('oura.steps', 'Steps'),
    metric('oura.score', 'Score'),
  ]
  expect(chooseMetrics(metrics)).toEqual(['fitbit.steps', 'oura.score', 'fitbit.weight'])
})

test('only daily numbers that have values are shown', () => {
  const metrics = [
    metric('a.text', 'Text', { type: 'text' }),
    metric('a.raw', 'Raw', { kind: 'measurement' }),
    metric('a.none', 'None', { hasValues: false }),
  ]
  expect(chooseMetrics(metrics)).toEqual([])
})

test('a chosen metric that no longer exists is left out, and with the last one the choice', () => {
  const catalogue = [metric('fitbit.steps')]
  expect(stillKnown(['fitbit.steps', 'manual.gone'], catalogue)).toEqual(['fitbit.steps'])
  expect(stillKnown(['manual.gone'], catalogue)).toBeUndefined()
  expect(stillKnown(['manual.gone'], undefined)).toEqual(['manual.gone'])
})
