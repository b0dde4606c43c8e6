import type { ChangeType } from '@tributary/changes'
import { viewEvent } from './events/event-view.ts'
import { viewMeasurement } from './measurement-view.ts'
import { viewValue } from './value-view.ts'

const scopes = ['metrics:read']

/** Daily values in the feed of changes. */
const valueChanges: ChangeType = {
  type: 'value',
  scopes,
  table: 'daily_metric_values',
  id: `to_char(date, 'YYYY-MM-DD') || '/' || source || '/' || connection_id || '/' || metric`,
  key: [
    ['date', 'date'],
    ['source', 'text'],
    ['connection_id', 'uuid'],
    ['metric', 'text'],
  ],
  columns: [
    'date',
    'metric',
    'source',
    'connection_id',
    'number_value',
    'time_value',
    'text_value',
    'boolean_value',
    'unit',
    'updated_at',
  ],
  instants: ['updated_at'],
  // A value that was deleted and entered again has the same id.
  isBack: `exists (
    select from daily_metric_values as value
    where value.user_id = gone.user_id
      and value.date = split_part(gone.id, '/', 1)::date
      and value.source = split_part(gone.id, '/', 2)
      and value.connection_id = split_part(gone.id, '/', 3)::uuid
      and value.metric = regexp_replace(gone.id, '^[^/]*/[^/]*/[^/]*/', '')
  )`,
  view: viewValue,
}

const measurementChanges: ChangeType = {
  type: 'measurement',
  scopes,
  table: 'measurements',
  id: 'id::text',
  key: [['id', 'bigint']],
  columns: [
    'id',
    'metric',
    'source',
    'connection_id',
    'external_id',
    'measured_at',
    'value',
    'unit',
    'updated_at',
  ],
  instants: ['measured_at', 'updated_at'],
  view: viewMeasurement,
}

const eventChanges: ChangeType = {
  type: 'event',
  scopes,
  table: 'events',
  id: 'id::text',
  key: [['id', 'bigint']],
  columns: [
    'id',
    'source',
    'stream',
    'connection_id',
    'external_id',
    'type',
    'title',
    'started_at',
    'ended_at',
    'date',
    'values',
    'updated_at',
  ],
  instants: ['started_at', 'ended_at', 'updated_at'],
  view: viewEvent,
}

/** The resources of this package in the feed of changes. */
export const metricChanges = [valueChanges, measurementChanges, eventChanges]
