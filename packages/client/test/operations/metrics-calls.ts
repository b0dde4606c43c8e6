import {
  metricsCreateTemplate,
  metricsDeleteMetricPreference,
  metricsDeletePreferences,
  metricsDeleteTemplate,
  metricsDeleteValue,
  metricsExplainValue,
  metricsExportEvents,
  metricsExportValues,
  metricsFillTemplate,
  metricsGetCoverage,
  metricsGetCoverageCalendar,
  metricsGetEvent,
  metricsGetMetricPreference,
  metricsGetPreferences,
  metricsGetRetention,
  metricsGetSparklines,
  metricsGetTemplate,
  metricsGetValue,
  metricsGetValues,
  metricsListEvents,
  metricsListEventTypes,
  metricsListMeasurements,
  metricsListMetrics,
  metricsListTemplates,
  metricsReplaceMetricPreference,
  metricsReplacePreferences,
  metricsReplaceTemplate,
  metricsReplaceValue,
  metricsUpdateValues,
} from '../../src/index.ts'
import type { World } from './world.ts'

const METRIC = 'fitbit.steps'
const DATE = '2026-03-29'
const RANGE = { from: '2026-03-01', to: '2026-03-31' }
const DAY = { metric: METRIC, date: DATE }
const TEMPLATE = {
  name: 'Morning',
  entries: [{ kind: 'manual' as const, label: 'Mood', type: 'number' as const }],
}

/** Values entered by hand and read from accounts, their order, templates and events. */
export function metricsCalls({ client }: World) {
  let templateId = ''
  const path = () => ({ id: templateId })
  return {
    metricsListMetrics: () => metricsListMetrics({ client }),
    metricsUpdateValues: () => metricsUpdateValues({ client, body: { values: [{ ...DAY, value: 9000 }] } }),
    metricsReplaceValue: () => metricsReplaceValue({ client, path: DAY, body: { value: 9001 } }),
    metricsGetValue: () => metricsGetValue({ client, path: DAY }),
    metricsGetValues: () =>
      metricsGetValues({ client, query: { metric: [METRIC], ...RANGE, aggregate: 'week' } }),
    metricsGetSparklines: () => metricsGetSparklines({ client, query: { metric: [METRIC], days: 7 } }),
    metricsGetCoverageCalendar: () => metricsGetCoverageCalendar({ client, query: RANGE }),
    metricsExplainValue: () => metricsExplainValue({ client, query: DAY }),
    metricsExportValues: () => metricsExportValues({ client, query: { format: 'csv', ...RANGE } }),
    metricsDeleteValue: () => metricsDeleteValue({ client, path: DAY }),
    metricsReplacePreferences: () => metricsReplacePreferences({ client, body: { order: ['manual'] } }),
    metricsGetPreferences: () => metricsGetPreferences({ client }),
    metricsDeletePreferences: () => metricsDeletePreferences({ client }),
    metricsReplaceMetricPreference: () =>
      metricsReplaceMetricPreference({ client, path: { metric: METRIC }, body: { order: ['manual'] } }),
    metricsGetMetricPreference: () => metricsGetMetricPreference({ client, path: { metric: METRIC } }),
    metricsDeleteMetricPreference: () => metricsDeleteMetricPreference({ client, path: { metric: METRIC } }),
    metricsGetCoverage: () => metricsGetCoverage({ client, query: { integration: 'fitbit', ...RANGE } }),
    metricsListMeasurements: () => metricsListMeasurements({ client, query: { metric: 'fitbit.heartRate' } }),
    metricsGetRetention: () => metricsGetRetention({ client }),
    metricsListEventTypes: () => metricsListEventTypes({ client }),
    metricsListEvents: () => metricsListEvents({ client, query: { limit: 5 } }),
    async metricsGetEvent() {
      const { data } = await metricsListEvents({ client, query: { limit: 1 } })
      await metricsGetEvent({ client, path: { id: data.items[0]?.id ?? '' } })
    },
    metricsExportEvents: () => metricsExportEvents({ client, query: { format: 'jsonl' } }),
    async metricsCreateTemplate() {
      templateId = (await metricsCreateTemplate({ client, body: TEMPLATE })).data.id
    },
    metricsListTemplates: () => metricsListTemplates({ client }),
    metricsGetTemplate: () => metricsGetTemplate({ client, path: path() }),
    metricsReplaceTemplate: () => metricsReplaceTemplate({ client, path: path(), body: TEMPLATE }),
    metricsFillTemplate: () => metricsFillTemplate({ client, path: path(), query: RANGE }),
    metricsDeleteTemplate: () => metricsDeleteTemplate({ client, path: path() }),
  }
}
