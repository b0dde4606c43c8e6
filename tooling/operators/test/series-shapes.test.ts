import { expect, test } from 'vitest'
import { shapeOfSeries, shapesIn } from '../src/prometheus/series-shapes.ts'

test('a series matches that of the server if name and labels are equal, without those that Prometheus adds', () => {
  expect(shapeOfSeries('jobs_open{state="due", kind="a}b", instance="s:1", job="x"}')).toBe(
    'jobs_open{kind,state}',
  )
  expect(shapesIn('# HELP jobs_open x\njobs_open{kind="a",state="b"} 1\nworkers 2\n\n')).toEqual([
    { name: 'jobs_open', shape: 'jobs_open{kind,state}' },
    { name: 'workers', shape: 'workers{}' },
  ])
})
